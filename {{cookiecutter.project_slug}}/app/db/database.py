"""The database as the service uses it: two kinds of session behind one queue."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.core.config.database import DatabaseSettings
from app.core.turns import Turns
from app.db.session import SessionMaker, create_sessionmaker


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
