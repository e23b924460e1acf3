"""It stops in time, and with 0: when idle, when busy, and when something will never end."""

import asyncio
import signal
from time import monotonic

import pytest

from tests.faults.client import Connection
from tests.faults.history import History
from tests.faults.load import insert, read
from tests.faults.service import LONG_WAITS, RunningService, Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: database")]

LONGEST = 25.0
MARGIN = 6.0  # of a busy machine: what does not stop by itself takes longer still


async def stop(service: RunningService) -> float:
    """How long it took to end with 0."""
    began = service.send(signal.SIGTERM)
    assert await service.exit_code(within=LONGEST) == 0
    return monotonic() - began


async def test_an_idle_one_ends_with_its_drain(stand: Stand) -> None:
    async with stand.service(DRAIN_SECONDS="0.5") as service:
        with Connection(service.port) as idle:
            await read(idle, History())

            assert 0.5 <= await stop(service) < 0.5 + MARGIN


@pytest.mark.parametrize("entry", ["python -m app", "fastapi run --port {port}"])
async def test_slow_requests_are_finished(stand: Stand, entry: str) -> None:
    async with stand.stopped_service(DRAIN_SECONDS="0.5", **LONG_WAITS) as service:
        await service.start(*entry.format(port=service.port).split())
        await service.database.at_commit("PERFORM pg_sleep(3)")
        history = History()
        connections = [Connection(service.port) for _ in range(8)]
        asked = [asyncio.create_task(insert(connection, history)) for connection in connections]
        await asyncio.sleep(0.5)

        service.send(signal.SIGTERM)
        await asyncio.gather(*asked)
        code = await service.exit_code(within=LONGEST)

        assert history.outcomes == {201: 8}
        assert not history.contradictions(await service.database.stored())
        assert code in ({0} if "app" in entry.split() else {0, -signal.SIGTERM})


async def test_what_is_stuck_is_told_so(stand: Stand) -> None:
    async with stand.service(DRAIN_SECONDS="0.5", STOP_SECONDS="2", **LONG_WAITS) as service:
        with Connection(service.port) as connection:
            async with service.database.locked():
                stuck = asyncio.create_task(read(connection, History()))
                await asyncio.sleep(0.2)

                assert await stop(service) < 2 + 2 + MARGIN
                assert (await stuck).refuses_well


async def test_a_frozen_database_does_not_hold_it_up(stand: Stand) -> None:
    async with stand.service(DRAIN_SECONDS="0.5", STOP_SECONDS="2", **LONG_WAITS) as service:
        with stand.postgres.frozen(), Connection(service.port) as connection:
            stuck = asyncio.create_task(read(connection, History()))
            await asyncio.sleep(0.2)

            assert await stop(service) < 2 + 2 + MARGIN
            assert (await stuck).refuses_well


async def test_silent_clients_do_not_hold_it_up(stand: Stand) -> None:
    async with stand.service(DRAIN_SECONDS="0.5", STOP_SECONDS="2") as service:
        halves = [await asyncio.open_connection("127.0.0.1", service.port) for _ in range(20)]
        for number, (_, writer) in enumerate(halves):
            head = b"POST /api/v1/items HTTP/1.1\r\nHost: service\r\nContent-Length: 9\r\n"
            writer.write(head + b"Content-Type: application/json\r\n\r\n{" if number % 2 else head)
        await asyncio.sleep(0.2)

        assert await stop(service) < 2 + 2 + MARGIN
        for _, writer in halves:
            writer.transport.abort()
