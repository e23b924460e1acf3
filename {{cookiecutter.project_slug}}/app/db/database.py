"""The database as the service uses it: two kinds of session behind one queue."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.core.config.database import DatabaseSettings
from app.core.errors import Unavailable
from app.db.session import SessionMaker, create_sessionmaker


class Turns:
    """At most `size` at a time, first come first served, with a bounded wait.

    SQLAlchemy's pool lets a newcomer overtake those who wait; under load that makes
    the slowest request many times slower than it need be.
    """

    def __init__(self, size: int, timeout: float) -> None:
        self._free = asyncio.Semaphore(size)
        self._timeout = timeout

    async def __aenter__(self) -> Self:
        if self._free.locked():
            await self._wait()
        else:
            await self._free.acquire()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._free.release()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                await self._free.acquire()
        except TimeoutError:
            raise Unavailable("The service is overloaded; try again soon.") from None


@dataclass(frozen=True, slots=True)
class Database:
    """What a request may take, once: a turn, and with it one session."""

    # BEGIN at the first statement, COMMIT at the end.
    sessions: SessionMaker
    # Each statement for itself: a read costs one round trip and not three.
    read_sessions: SessionMaker
    turns: Turns

    @classmethod
    def on(cls, engine: AsyncEngine, settings: DatabaseSettings) -> Self:
        # A pooler may change servers between preparing a statement and running it,
        # unless both are in a transaction.
        reading = engine
        if not settings.behind_pooler:
            reading = engine.execution_options(isolation_level="AUTOCOMMIT")
        return cls(
            create_sessionmaker(engine),
            create_sessionmaker(reading),
            Turns(settings.database_pool_size, settings.database_pool_timeout),
        )

    @asynccontextmanager
    async def begin(self) -> AsyncGenerator[AsyncSession]:
        """A transaction: it commits on exit, and rolls back on error."""
        async with self.turns, self.sessions.begin() as session:
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncSession]:
        async with self.turns, self.read_sessions() as session:
            yield session
