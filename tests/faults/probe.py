"""Asks one path again and again, as an orchestrator does: without waiting for the last answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from tests.faults.client import ask
from tests.faults.history import History, Record

EVERY = 0.1  # seconds


@asynccontextmanager
async def probed(port: int, path: str) -> AsyncIterator[History]:
    history = History()

    async def ask_once() -> None:
        sent = monotonic()
        answer = await ask(port, path)
        history.records.append(Record("probe", path, sent, monotonic(), answer))

    async def ask_on() -> None:
        async with asyncio.TaskGroup() as questions:
            while True:
                questions.create_task(ask_once())
                await asyncio.sleep(EVERY)

    asking = asyncio.create_task(ask_on())
    try:
        yield history
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
