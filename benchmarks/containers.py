"""The stack of containers under a steady load, and with many connections open.

    scripts/bootstrap uv run python -m benchmarks.containers [seconds]

Needs Docker. Callers share the machine with what they call: read the figures as a lower bound.
"""

import asyncio
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.containers.client import Client, Connection
from tests.containers.load import ITEMS
from tests.containers.stack import Stack, locked, running

RATE = 500  # requests a second, every fifth one a write
CALLERS = 64
CONNECTIONS = 3000


async def steady(client: Client, seconds: int) -> None:
    """Each caller keeps to its beat, whether or not answers are late: a wait counts from when it was due."""
    waits: list[float] = []
    told: Counter[int | str] = Counter()
    began = time.monotonic() + 1

    async def caller(number: int) -> None:
        async with client.connection() as connection:
            for turn in range(number, RATE * seconds, CALLERS):
                due = began + turn / RATE
                await asyncio.sleep(max(0, due - time.monotonic()))
                told[await ask(client, connection, turn)] += 1
                waits.append(time.monotonic() - due)

    async with asyncio.TaskGroup() as group:
        for number in range(CALLERS):
            group.create_task(caller(number))
    waits.sort()
    half, slow, slowest = (waits[int(len(waits) * part)] * 1000 for part in (0.5, 0.99, 0.9999))
    rate = len(waits) / (time.monotonic() - began)
    print(
        f"steady: {rate:.0f}/s, p50 {half:.1f} ms, p99 {slow:.1f} ms, slowest {slowest:.0f} ms, {dict(told)}",
        flush=True,
    )


async def ask(client: Client, connection: Connection, turn: int) -> int | str:
    try:
        if turn % 5:
            answer = await client.ask(connection, "GET", f"{ITEMS}?limit=20")
        else:
            answer = await client.ask(connection, "POST", ITEMS, {"title": "Lamp"})
    except (OSError, EOFError) as error:
        return type(error).__name__
    return answer.status


async def crowd(client: Client) -> None:
    """All open at once, each asks twice."""
    told: Counter[int | str] = Counter()
    opening = asyncio.Semaphore(50)
    async with AsyncExitStack() as stack:

        async def opened() -> Connection:
            async with opening:
                return await stack.enter_async_context(client.connection())

        began = time.monotonic()
        connections = await asyncio.gather(*(opened() for _ in range(CONNECTIONS)))
        open_after = time.monotonic() - began
        for _ in range(2):
            told.update(await asyncio.gather(*(ask(client, each, turn) for turn, each in enumerate(connections))))
        taken = time.monotonic() - began - open_after
    opened_in = f"{CONNECTIONS} open after {open_after:.1f} s"
    print(f"crowd: {opened_in}, {2 * CONNECTIONS} requests in {taken:.1f} s, {dict(told)}", flush=True)


def main(seconds: int) -> None:
    with TemporaryDirectory() as folder, running(Stack(locked(Path(folder), auth="none"), "stack-bench")) as stack:
        asyncio.run(steady(stack.client, seconds))
        asyncio.run(crowd(stack.client))


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 60)
