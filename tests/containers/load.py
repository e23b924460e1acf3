"""Callers that never stop asking, and what they were told."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.containers.client import Client, Connection

ITEMS = "/api/v1/items"
PATIENCE = 30  # seconds


@dataclass
class Load:
    """Reads and writes in turn, from as many connections as there are callers."""

    client: Client
    callers: int = 8
    pause: float = 0.02
    # What was asked, when, and the status or the failure.
    told: list[tuple[float, str, int | str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator["Load"]:
        thread = threading.Thread(target=lambda: asyncio.run(self.all_callers()))
        thread.start()
        try:
            yield self
        finally:
            self.over.set()
            thread.join()

    async def all_callers(self) -> None:
        async with asyncio.TaskGroup() as group:
            for _ in range(self.callers):
                group.create_task(self.caller())

    async def caller(self) -> None:
        while not self.over.is_set():
            async with self.client.connection() as connection:
                while await self.asks(connection) and not self.over.is_set():
                    await asyncio.sleep(self.pause)

    async def asks(self, connection: Connection) -> bool:
        """Whether the connection may be used again."""
        method, body = ("POST", {"title": "Lamp"}) if len(self.told) % 2 else ("GET", None)
        at = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self.client.ask(connection, method, ITEMS, body)
        except (OSError, EOFError, TimeoutError) as error:
            self.told.append((at, method, f"{type(error).__name__}: {error}"))
            return False
        self.told.append((at, method, answer.status))
        if answer.status == 201:
            self.kept.append(answer.json()["id"])
        return answer.headers.get("connection") != "close"

    def other_than(self, *expected: int) -> list[tuple[float, str, int | str]]:
        return [(at, method, what) for at, method, what in self.told if what not in (200, 201, *expected)]
