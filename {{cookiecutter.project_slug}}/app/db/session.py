"""The engine, and the sessions that begin and end transactions on it."""

from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry

from app.core.config.database import DatabaseSettings
from app.db.connect import connect, unique_statement_name

SessionMaker = async_sessionmaker[AsyncSession]

# A connection that has rested longer than this is asked whether it still lives.
IDLE_BEFORE_PING = 0.5  # seconds


def create_engine(settings: DatabaseSettings, url: URL | None = None) -> AsyncEngine:
    """An engine with a fixed pool on `url`, or on the settings' own `database_url`."""
    url = url or settings.database_url
    if url is None:
        raise ValueError("There is no database_url in the settings.")
    connect_args: dict[str, Any] = {"async_creator_fn": partial(connect, settings, url)}
    if settings.behind_pooler:
        connect_args["prepared_statement_cache_size"] = 0
        connect_args["prepared_statement_name_func"] = unique_statement_name
    engine = create_async_engine(
        "postgresql+asyncpg://",
        connect_args=connect_args,
        pool_size=settings.database_pool_size,
        max_overflow=0,
        pool_timeout=settings.database_pool_timeout,
        hide_parameters=settings.environment == "production",
    )
    ping_after_rest(engine)
    return engine


def create_sessionmaker(engine: AsyncEngine) -> SessionMaker:
    """`sessions.begin()` is a transaction: it commits on exit, rolls back on error."""
    return async_sessionmaker(engine, expire_on_commit=False)


def ping_after_rest(engine: AsyncEngine) -> None:
    """Replace dead connections before a request meets them, at next to no cost.

    A ping on every checkout costs a fifth of the throughput.
    """
    pool, dialect = engine.sync_engine.pool, engine.sync_engine.dialect

    @event.listens_for(pool, "checkin")
    def rest(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["resting_since"] = monotonic()

    @event.listens_for(pool, "checkout")
    def wake(
        connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: Any
    ) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError
        rested = monotonic() - entry.info.get("resting_since", monotonic())
        if rested > IDLE_BEFORE_PING:
            try:
                dialect.do_ping(connection)
            except dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error
