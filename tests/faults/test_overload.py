"""More is asked than can be done: what is too much is refused early, and the rest goes on."""

import asyncio
from time import monotonic

import pytest

from tests.faults.client import Connection
from tests.faults.history import History
from tests.faults.load import load, read
from tests.faults.probe import probed
from tests.faults.service import Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: load")]

# With the margins of a busy machine: `make bench-faults` measures what a quiet one does.
FIRST_REFUSAL = 2.0 + 4.0
LIVE_P99 = 0.1 + 1.9
RECOVERED = 1.0 + 2.0


@pytest.mark.parametrize("clients", [256, 1000])
async def test_a_locked_table_is_refused_early_and_forgotten_soon(stand: Stand, clients: int) -> None:
    async with stand.service() as service:
        async with probed(service.port, "/health/live") as live, service.database.locked():
            began = monotonic()
            async with load(service.port, readers=clients // 2, writers=clients // 2, obedient=True) as asked:
                await asyncio.sleep(FIRST_REFUSAL)
            released = monotonic()
        async with load(service.port, readers=8, writers=8) as calm:
            await asyncio.sleep(RECOVERED + 1)

        assert set(asked.outcomes) == {503}
        assert not asked.where(lambda record: not record.answer.refuses_well)
        assert min(record.ended for record in asked.records) - began < FIRST_REFUSAL
        assert live.outcomes == {200: len(live)}
        assert live.p99 < LIVE_P99
        assert not calm.sent(released + RECOVERED).failures
        assert not calm.contradictions(await service.database.stored())


async def test_three_thousand_connections_are_served(stand: Stand) -> None:
    async with stand.service() as service:
        history = History()

        async def client() -> None:
            with Connection(service.port, timeout=60) as connection:
                while (answer := await read(connection, history)).outcome == 503:
                    await asyncio.sleep(float(answer.headers["retry-after"]))

        await asyncio.gather(*(client() for _ in range(3000)))

        assert set(history.outcomes) <= {200, 503}
        assert len(history.successes) == 3000
        assert service.memory() < 150
