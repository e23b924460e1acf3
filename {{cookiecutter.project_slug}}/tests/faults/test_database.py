"""A database that is away is a 503, and is not missed for longer than it is away."""

import asyncio
import signal
from time import monotonic

import pytest
from httpx2 import Response
from sqlalchemy import URL

from tests.faults.database import HANG_UP, PARENT, frozen, query, send, stored
from tests.faults.load import load, until_kept
from tests.faults.process import LONG_WAITS, Process, process, until_ok

pytestmark = pytest.mark.faults

LONGEST_HANG = 3.0 + 4.0  # seconds, and the margin of a busy machine


def refuses_well(response: Response) -> bool:
    problem = response.headers["content-type"] == "application/problem+json"
    return response.status_code == 503 and problem and "retry-after" in response.headers


async def look_around(service: Process) -> None:
    """What a caller and an orchestrator see while there is no database."""
    began = monotonic()
    paths = ["/kept"] * 16 + ["/health/ready"]
    answers = await asyncio.gather(*(service.client.get(path) for path in paths))
    statuses = [answer.status_code for answer in answers]
    assert all(refuses_well(answer) for answer in answers), statuses
    assert monotonic() - began < LONGEST_HANG
    assert (await service.client.get("/health/live")).status_code == 200


async def test_a_frozen_database_is_a_503_that_passes(own_server: URL) -> None:
    async with process(own_server) as service:
        async with load(service.client, 8) as told:
            await until_kept(told, 1)
            async with frozen(own_server):
                await asyncio.sleep(0.6)  # what readiness remembers has to age
                await look_around(service)
                await asyncio.sleep(LONGEST_HANG)
        await until_ok(service.client, "/health/ready")
        async with load(service.client, 16) as afterwards:
            await asyncio.sleep(0.5)
        told.answers |= afterwards.answers

        assert told.longest < LONGEST_HANG
        assert set(told.answers.values()) == {201, 503}
        assert set(afterwards.answers.values()) == {201}
        assert told.agrees_with(await stored(own_server))


async def test_a_stopped_database_is_a_503(own_server: URL) -> None:
    async with process(own_server) as service:
        assert (await service.client.get("/kept")).status_code == 200
        send(await query(own_server, PARENT), signal.SIGINT)
        await asyncio.sleep(1)

        await look_around(service)


async def test_a_killed_connection_hurts_only_whom_it_served(database: URL) -> None:
    async with process(database, **LONG_WAITS) as service:
        for _ in range(2):
            async with load(service.client, 16) as told:
                await asyncio.sleep(0.3)
                await query(database, HANG_UP)
                killed = set(told.answers)
                await asyncio.sleep(0.3)
            hurt = {key for key, answer in told.answers.items() if answer != 201}

            assert hurt <= killed
            assert {told.answers[key] for key in hurt} <= {503}
            assert len(hurt) <= 10  # the pool
            assert told.kept() <= set(await stored(database))


async def test_connections_killed_at_rest_hurt_nobody(database: URL) -> None:
    async with process(database, **LONG_WAITS) as service:
        for _ in range(3):
            async with load(service.client, 16):
                await asyncio.sleep(0.2)
            await query(database, HANG_UP)
            async with load(service.client, 16) as told:
                await asyncio.sleep(0.2)

            assert set(told.answers.values()) == {201}
