"""A 2xx means committed: when the commit fails, takes long, or the process dies."""

import asyncio
import signal

import pytest
from sqlalchemy import URL

from tests.databases import on_server
from tests.faults.database import AT_COMMIT, stored
from tests.faults.load import Told, keep, load, until_kept
from tests.faults.process import LONG_WAITS, process

pytestmark = pytest.mark.faults


async def test_a_commit_that_fails_is_never_acknowledged(database: URL) -> None:
    refuse = "RAISE EXCEPTION 'no' USING ERRCODE = 'check_violation'"
    await on_server(database, AT_COMMIT.format(refuse))
    told = Told()
    async with process(database, **LONG_WAITS) as service:
        for _ in range(20):
            assert await keep(service.client, told) == 409

    assert await stored(database) == []


async def test_a_slow_commit_is_acknowledged_when_it_is_there(database: URL) -> None:
    await on_server(database, AT_COMMIT.format("PERFORM pg_sleep(0.3)"))
    told = Told()
    async with process(database, **LONG_WAITS) as service:

        async def keep_and_look() -> None:
            assert await keep(service.client, told) == 201
            assert told.kept() <= set((await service.client.get("/kept")).json())

        await asyncio.gather(*(keep_and_look() for _ in range(10)))


async def test_a_killed_process_takes_nothing_acknowledged_along(database: URL) -> None:
    for _ in range(3):
        async with process(database) as service, load(service.client, 16) as told:
            await until_kept(told, 100)
            service.send(signal.SIGKILL)

        assert told.agrees_with(await stored(database))
        await on_server(database, "TRUNCATE kept")
