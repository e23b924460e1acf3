"""What a baked service still does under too many and too slow clients: rates, as ratios to its own peak.

    scripts/bootstrap uv run python -m benchmarks.faults

Nothing else should run meanwhile: clients, service and PostgreSQL share the machine. Whoever is refused comes back when
`Retry-After` says, as the page of promises asks of callers.
"""

import asyncio
import gc
from contextlib import AsyncExitStack
from statistics import median
from time import monotonic

from tests.faults.conftest import raise_descriptor_limit
from tests.faults.history import History
from tests.faults.load import load
from tests.faults.probe import probed
from tests.faults.service import RunningService, Stand, stand
from tests.faults.test_slow_clients import LONG_ITEMS, clients

ROUNDS = 3
SECONDS = 4.0
WARM_UP = 1.0
CONNECTIONS = (8, 16, 32, 64)
MANY = 3000


async def served(service: RunningService, connections: int, seconds: float = SECONDS) -> tuple[float, History]:
    """Good answers a second of half reads and half inserts, and everything that was asked."""
    half = connections // 2
    async with load(service.port, readers=half, writers=half, obedient=True) as asked:
        await asyncio.sleep(WARM_UP)
        began = monotonic()
        await asyncio.sleep(seconds)
        ended = monotonic()
    good = asked.successes.where(lambda record: began <= record.ended < ended)
    return len(good) / (ended - began), asked


async def peak(service: RunningService) -> int:
    await served(service, 32)
    rates = {connections: (await served(service, connections))[0] for connections in CONNECTIONS}
    best = max(CONNECTIONS, key=lambda connections: rates[connections])
    row("peak", f"{rates[best]:.0f}/s at {best} connections")
    return best


async def crowd(service: RunningService, best: int, connections: int, seconds: float) -> None:
    """Interleaved with the peak, so that both meet the same machine."""
    ratios = []
    everything = History()
    for _ in range(ROUNDS):
        calm, _ = await served(service, best)
        rate, asked = await served(service, connections, seconds)
        ratios.append(rate / calm)
        everything.records += asked.records
    refused = everything.where(lambda record: record.answer.outcome == 503)
    errors = len(everything.failures) - len(refused)
    row(
        f"{connections} connections, of the peak", f"{median(ratios):.2f}", " ".join(f"{ratio:.2f}" for ratio in ratios)
    )
    row("... p99 of the good ones", f"{everything.successes.p99:.2f} s", f"503: {len(refused)}, errors: {errors}")
    row("... resident memory", f"{service.memory()} MB")


async def slow(service: RunningService, kind: str) -> None:
    """16 normal clients beside 200 slow ones, of those alone."""
    ratios = []
    for _ in range(ROUNDS):
        alone, _ = await served(service, 16)
        async with clients(service, kind):
            await asyncio.sleep(4)  # what they ask for is worked on, as far as it goes
            beside, _ = await served(service, 16)
        ratios.append(beside / alone)
    row(f"beside 200 slow clients: {kind}", f"{median(ratios):.2f}", " ".join(f"{ratio:.2f}" for ratio in ratios))


async def locked(service: RunningService, connections: int) -> None:
    half = connections // 2
    async with AsyncExitStack() as stack:
        live = await stack.enter_async_context(probed(service.port, "/health/live"))
        async with service.database.locked():
            began = monotonic()
            async with load(service.port, readers=half, writers=half, obedient=True) as asked:
                await asyncio.sleep(8)
        released = monotonic()
        async with load(service.port, readers=8, writers=8) as calm:
            await asyncio.sleep(2)
    first = min(record.ended for record in asked.records) - began
    recovered = max([record.sent for record in calm.failures.records], default=released) - released
    row(f"locked table, {connections} clients: first 503", f"{first:.2f} s", f"longest {asked.longest:.2f} s")
    row("... liveness p99", f"{live.p99 * 1000:.0f} ms", f"outcomes {live.outcomes}")
    row("... recovered after", f"{recovered:.2f} s")


def row(*cells: str) -> None:
    print("|", " | ".join([*cells, ""][:3]), "|", flush=True)


async def main(ready: Stand) -> None:
    row("case", "measured", "rounds")
    row("---", "---:", "---")
    async with ready.service() as service:
        best = await peak(service)
        await crowd(service, best, best * 10, SECONDS)
        for connections in (256, 1000):
            await locked(service, connections)
    async with ready.service() as service:
        await crowd(service, best, MANY, SECONDS * 2)
    async with ready.service() as service:
        await service.database.query(LONG_ITEMS)
        for kind in ("head", "body", "deaf"):
            await slow(service, kind)


if __name__ == "__main__":
    gc.disable()  # the clients' own pauses are not the service's
    raise_descriptor_limit()
    with stand() as installed:
        asyncio.run(main(installed))
