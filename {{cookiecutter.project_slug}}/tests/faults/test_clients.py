"""Clients that are too many, and clients that leave."""

import asyncio
from time import monotonic

import pytest
from sqlalchemy import URL

from tests.faults.database import OPEN, locked, query
from tests.faults.load import load
from tests.faults.process import process

pytestmark = pytest.mark.faults

EARLY = 2.0 + 4.0  # seconds, and the margin of a busy machine


async def test_overload_is_refused_early_and_forgotten_soon(database: URL) -> None:
    async with process(database) as service:
        async with locked(database):
            began = monotonic()
            asked = [
                asyncio.create_task(service.client.get("/kept")) for _ in range(256)
            ]
            await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
            assert monotonic() - began < EARLY
            assert (await service.client.get("/health/live")).status_code == 200
            refused = await asyncio.gather(*asked)
        await asyncio.sleep(1)
        async with load(service.client, 16) as calm:
            await asyncio.sleep(0.5)

        assert {answer.status_code for answer in refused} == {503}
        assert all("retry-after" in answer.headers for answer in refused)
        assert set(calm.answers.values()) == {201}


async def test_clients_that_hang_up_leave_nothing_behind(database: URL) -> None:
    # PostgreSQL would end soon what is left behind, and nobody would see it.
    async with process(
        database, DATABASE_IDLE_TIMEOUT="60", DATABASE_POOL_TIMEOUT="10"
    ) as service:
        for number in range(200):
            ask = service.client.put if number % 2 else service.client.get
            path = f"/kept/{number}" if number % 2 else "/kept"
            task = asyncio.create_task(ask(path))
            await asyncio.sleep(number % 20 / 1000)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        began = monotonic()
        while await query(database, OPEN):
            assert monotonic() - began < EARLY
            await asyncio.sleep(0.05)
        async with load(service.client, 16) as calm:
            await asyncio.sleep(0.5)

        assert set(calm.answers.values()) == {201}
