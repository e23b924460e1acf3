"""A deploy loses nothing: who is told to leave has time to go, and whoever comes meanwhile is served."""

import asyncio
import signal
from time import monotonic

import pytest

from tests.faults.client import ask
from tests.faults.load import load
from tests.faults.service import LONG_WAITS, Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: load")]

# Longer than any of it takes: a second signal skips the rest.
DRAINING = {"DRAIN_SECONDS": "60", "STOP_SECONDS": "70"}
MOST = 50.0  # seconds
SERVED = 20  # of both kinds, while it drains


async def test_nobody_fails_while_it_drains(stand: Stand, *, full: bool) -> None:
    async with stand.stopped_service(**DRAINING, **LONG_WAITS) as service:
        for _ in range(10 if full else 1):
            await service.start()
            kept = load(service.port, readers=32, writers=32)
            new = load(service.port, readers=4, writers=4, keep_alive=False)
            async with kept as kept_alive, new as newcomers:
                await asyncio.sleep(0.5)
                told = service.send(signal.SIGTERM)
                while min(len(kept_alive.sent(told)), len(newcomers.sent(told))) <= SERVED:
                    assert monotonic() - told < MOST
                    await asyncio.sleep(0.1)
            service.send(signal.SIGTERM)

            assert await service.exit_code(within=25) == 0
            for history in (kept_alive, newcomers):
                assert set(history.outcomes) <= {200, 201}
                stored = await service.database.stored()
                assert not [line for line in history.contradictions(stored) if "nobody" not in line]


async def test_it_says_so_at_once(stand: Stand) -> None:
    async with stand.service(**DRAINING) as service:
        service.send(signal.SIGTERM)
        await asyncio.sleep(0.5)

        live, ready, other = [await ask(service.port, path) for path in ("/health/live", "/health/ready", "/nowhere")]

        assert live.outcome == 200
        assert ready.refuses_well
        assert other.headers["connection"] == "close"
        service.send(signal.SIGTERM)
        assert await service.exit_code(within=25) == 0
        assert (await ask(service.port, "/health/live")).outcome == "refused"
