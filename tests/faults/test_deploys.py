"""A deploy loses nothing: who is told to leave has time to go, and whoever comes meanwhile is served."""

import asyncio
import signal
from time import monotonic

import pytest

from tests.faults.client import ask
from tests.faults.load import load
from tests.faults.service import Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: load")]

DRAIN = 4.0
# Everybody has to know before the listener closes: whoever knocks in that very moment is cut off.
KNOWN_AFTER = 2.0


async def test_nobody_fails_while_it_drains(stand: Stand, *, full: bool) -> None:
    async with stand.stopped_service(DRAIN_SECONDS=str(DRAIN)) as service:
        for _ in range(10 if full else 1):
            await service.start()
            kept = load(service.port, readers=32, writers=32)
            new = load(service.port, readers=4, writers=4, keep_alive=False)
            async with kept as kept_alive, new as newcomers:
                await asyncio.sleep(0.5)
                told = service.send(signal.SIGTERM)
                await asyncio.sleep(KNOWN_AFTER)
                left = monotonic()

            assert await service.exit_code(within=25) == 0
            for history in (kept_alive, newcomers):
                assert len(history.sent(told, left)) > 20
                assert set(history.outcomes) <= {200, 201}
                stored = await service.database.stored()
                assert not [line for line in history.contradictions(stored) if "nobody" not in line]


async def test_it_says_so_at_once(stand: Stand) -> None:
    async with stand.service(DRAIN_SECONDS="60", STOP_SECONDS="70") as service:
        service.send(signal.SIGTERM)
        await asyncio.sleep(0.5)

        live, ready, other = [await ask(service.port, path) for path in ("/health/live", "/health/ready", "/nowhere")]

        assert live.outcome == 200
        assert ready.refuses_well
        assert other.headers["connection"] == "close"
        service.send(signal.SIGTERM)  # the second one skips the rest of the drain
        assert await service.exit_code(within=25) == 0
        assert (await ask(service.port, "/health/live")).outcome == "refused"
