"""A 2xx means committed: when the commit fails, when it takes long, and when the process dies."""

import asyncio
import signal

import pytest

from tests.faults.client import Connection
from tests.faults.history import History
from tests.faults.load import insert, load
from tests.faults.service import LONG_WAITS, RunningService, Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: load")]

CLIENTS = 10


async def inserts(service: RunningService, count: int, look: bool = False) -> tuple[History, int]:  # noqa: FBT001, FBT002
    """So many inserts, and how many of the acknowledged could not be read straight afterwards."""
    history = History()
    early = 0

    async def client() -> None:
        nonlocal early
        with Connection(service.port) as connection, Connection(service.port) as other:
            for _ in range(count // CLIENTS):
                answer = await insert(connection, history)
                if look and answer.outcome == 201:
                    found = await other.request("GET", answer.headers["location"])
                    early += found.outcome != 200

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return history, early


async def test_a_commit_that_fails_is_never_acknowledged(stand: Stand) -> None:
    async with stand.service(**LONG_WAITS) as service:
        await service.database.at_commit("RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'")

        history, _ = await inserts(service, 100)

        assert history.outcomes == {409: 100}
        assert not await service.database.stored()


async def test_a_commit_that_takes_long_is_acknowledged_when_it_is_there(stand: Stand) -> None:
    async with stand.service(**LONG_WAITS) as service:
        await service.database.at_commit("PERFORM pg_sleep(0.3)")

        history, early = await inserts(service, 100, look=True)

        assert history.outcomes == {201: 100}
        assert early == 0
        assert not history.contradictions(await service.database.stored())


async def test_a_killed_process_takes_nothing_acknowledged_with_it(stand: Stand, *, full: bool) -> None:
    rounds, wanted = (10, 1_000) if full else (2, 200)
    history = History()
    async with stand.service(**LONG_WAITS) as service:
        for _ in range(rounds):
            async with load(service.port, writers=32) as asked:
                while len(asked.successes) < wanted:
                    await asyncio.sleep(0.01)
                service.send(signal.SIGKILL)
            await service.exit_code(within=60)
            history.records += asked.records
            await service.start()

        assert len(history.successes) >= rounds * wanted
        assert not history.contradictions(await service.database.stored())
