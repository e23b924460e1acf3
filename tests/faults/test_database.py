"""PostgreSQL goes away in every way that there is, and comes back."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from time import monotonic

import pytest

from tests.faults.load import load
from tests.faults.postgres import Postgres
from tests.faults.probe import probed
from tests.faults.proxy import Proxy, proxy
from tests.faults.service import LONG_WAITS, Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: database")]

# With the margins of a busy machine. What hangs for as long as the database is away, hangs longer.
AWAY = 7.0
LONGEST_HANG = 3.0 + 3.0
NOT_READY_WITHIN = 1.0 + 2.0
BACK_WITHIN = 1.0 + 2.0


@asynccontextmanager
async def away(postgres: Postgres, way: Proxy, how: str) -> AsyncIterator[None]:
    """It is back, and lets clients in, when this ends."""
    if how == "frozen":
        with postgres.frozen():
            yield
    elif how == "cut off":
        way.cut()
        yield
        way.mend()
    else:
        await asyncio.to_thread(postgres.end, signal.SIGINT if how == "stopped" else signal.SIGKILL)
        try:
            yield
        finally:
            await asyncio.to_thread(postgres.start)


@pytest.mark.parametrize("how", ["stopped", "killed", "frozen", "cut off"])
async def test_a_database_that_is_away_is_a_503_that_passes(stand: Stand, how: str) -> None:
    async with (
        proxy(stand.postgres.port) as way,
        replace(stand, way=way.port if how == "cut off" else None).service() as service,
    ):
        pid = service.pid
        async with (
            probed(service.port, "/health/live") as live,
            probed(service.port, "/health/ready") as ready,
            # Fewer than connections in the pool: nobody waits for one, readiness neither.
            load(service.port, readers=4, writers=4) as asked,
        ):
            await asyncio.sleep(1)
            gone = monotonic()
            async with away(stand.postgres, way, how):
                lost = monotonic()
                await asyncio.sleep(AWAY)
                back = monotonic()  # nearly: it starts now
            returned = monotonic()
            await asyncio.sleep(BACK_WITHIN + 2)

        failures = asked.failures
        during = asked.sent(lost, back)
        assert len(during) > 8
        assert not during.successes.where(lambda record: record.ended < back)
        assert not failures.where(lambda record: not record.answer.refuses_well), failures.outcomes
        assert asked.longest < LONGEST_HANG
        assert not failures.sent(returned + BACK_WITHIN)
        first = min(record.ended for record in asked.sent(returned).successes.records)
        assert not failures.sent(first)
        assert not asked.failures.where(lambda record: record.ended < gone)

        assert live.outcomes == {200: len(live)}
        assert set(ready.sent(lost + NOT_READY_WITHIN, back - 1).outcomes) == {503}
        assert 200 in ready.sent(returned).outcomes
        assert service.pid == pid
        assert service.is_running()
        assert not asked.contradictions(await service.database.stored())


async def test_a_killed_connection_hurts_only_whom_it_served(stand: Stand, *, full: bool) -> None:
    async with stand.service(**LONG_WAITS) as service:
        async with load(service.port, readers=16, writers=16) as asked:
            for turn in range(1, 11 if full else 4):
                await asyncio.sleep(0.5)
                await service.database.hang_up()
                killed = monotonic()
                await asyncio.sleep(0.5)
                hurt = asked.sent(0, killed).failures

                assert not asked.sent(killed).failures, asked.sent(killed).failures.outcomes
                assert not hurt.where(lambda record: not record.answer.refuses_well)
                assert len(hurt) <= 10 * turn  # the pool, each time

        assert asked.sent(killed).successes
        assert not asked.contradictions(await service.database.stored())


async def test_connections_killed_at_rest_hurt_nobody(stand: Stand) -> None:
    async with stand.service(**LONG_WAITS) as service:
        for _ in range(5):
            async with load(service.port, readers=8, writers=8):
                await asyncio.sleep(0.2)
            await service.database.hang_up()
            async with load(service.port, readers=8, writers=8) as asked:
                await asyncio.sleep(0.2)

            assert not asked.failures, asked.failures.outcomes
            assert asked.successes
