"""Clients that remember what they were told. None of them asks twice."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from httpx2 import AsyncClient, ConnectError, HTTPError

from tests.faults.process import PATIENCE


@dataclass
class Told:
    """Every status by the key that was sent, or why there was none."""

    answers: dict[str, int | str] = field(default_factory=dict)
    longest: float = 0  # seconds

    def kept(self) -> set[str]:
        return {key for key, answer in self.answers.items() if answer == 201}

    def agrees_with(self, stored: Iterable[str]) -> bool:
        """What was acknowledged is there, and nothing is there twice."""
        keys = list(stored)
        once = len(keys) == len(set(keys))
        return once and self.kept() <= set(keys) <= set(self.answers)


async def keep(client: AsyncClient, told: Told) -> int | str:
    key = uuid4().hex
    told.answers[key] = "asked"
    began = monotonic()
    try:
        answer: int | str = (await client.put(f"/kept/{key}")).status_code
    except ConnectError:
        answer = "refused"  # nobody was there: no harm done
    except HTTPError as error:
        answer = repr(error)
    told.answers[key] = answer
    told.longest = max(told.longest, monotonic() - began)
    return answer


async def until_kept(told: Told, many: int) -> None:
    until = monotonic() + PATIENCE
    while len(told.kept()) < many:
        assert monotonic() < until, told
        await asyncio.sleep(0.01)


@asynccontextmanager
async def load(client: AsyncClient, clients: int) -> AsyncGenerator[Told]:
    """Stops asking at the end, and waits for what is under way."""
    told = Told()
    stop = asyncio.Event()

    async def ask_on() -> None:
        while not stop.is_set():
            if await keep(client, told) != 201:
                await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as group:
        for _ in range(clients):
            group.create_task(ask_on())
        try:
            yield told
        finally:
            stop.set()
