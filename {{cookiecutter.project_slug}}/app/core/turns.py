"""A queue for whatever there is only so much of."""

import asyncio
from types import TracebackType
from typing import Self

from app.core.errors import Unavailable


class Turns:
    """At most `size` at a time, first come first served, with a bounded wait.

    SQLAlchemy's pool lets a newcomer overtake those who wait; under load that makes
    the slowest request many times slower than it need be.
    """

    def __init__(self, size: int, timeout: float, queue: int | None = None) -> None:
        """Let at most `queue` wait, each for `timeout` seconds."""
        self._free = asyncio.Semaphore(size)
        self._timeout = timeout
        self._queue = queue
        self._waiting = 0

    async def take(self) -> None:
        """Raises: Unavailable, when there is no turn in time."""
        if self._free.locked():
            await self._wait()
        else:
            await self._free.acquire()

    def give_back(self) -> None:
        self._free.release()

    async def __aenter__(self) -> Self:
        await self.take()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.give_back()

    async def _wait(self) -> None:
        if self._waiting == self._queue:
            raise overloaded()
        self._waiting += 1
        try:
            async with asyncio.timeout(self._timeout):
                await self._free.acquire()
        except TimeoutError:
            raise overloaded() from None
        finally:
            self._waiting -= 1


def overloaded() -> Unavailable:
    return Unavailable("The service is overloaded; try again soon.")
