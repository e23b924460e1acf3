"""The engine, and the sessions that begin and end transactions on it."""

from functools import partial
from time import monotonic
from typing import Any

import asyncpg
from sqlalchemy import URL, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError, InvalidatePoolError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import ConnectionPoolEntry

from app.core.config.database import DatabaseSettings
from app.core.errors import Unavailable
from app.db.connect import connect, unique_statement_name

SessionMaker = async_sessionmaker[AsyncSession]

# A connection that has rested longer than this is asked whether it still lives.
IDLE_BEFORE_PING = 0.5  # seconds
PING_TIMEOUT = 0.5  # seconds

READ_ONLY_TRANSACTION = "25006"


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
    give_up_hanging(engine)
    leave_standbys(engine)
    return engine


def create_sessionmaker(engine: AsyncEngine) -> SessionMaker:
    """`sessions.begin()` is a transaction: it commits on exit, rolls back on error."""
    return async_sessionmaker(engine, expire_on_commit=False)


def ping_after_rest(engine: AsyncEngine) -> None:
    """Replace dead connections before a request meets them, at next to no cost.

    A ping on every checkout costs a fifth of the throughput.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def rest(_connection: Any, entry: ConnectionPoolEntry) -> None:
        entry.info["resting_since"] = monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def wake(connection: Any, entry: ConnectionPoolEntry, _proxy: Any) -> None:
        if connection.driver_connection.is_closed():
            raise DisconnectionError
        rested = monotonic() - entry.info.get("resting_since", monotonic())
        if rested > IDLE_BEFORE_PING:
            try:
                connection.run_async(ping)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
                connection.driver_connection.terminate()
                raise InvalidatePoolError from error


async def ping(connection: asyncpg.Connection) -> None:
    # Without arguments it is one message: a pooler cannot come in between.
    await connection.execute("SELECT 1", timeout=PING_TIMEOUT)


def give_up_hanging(engine: AsyncEngine) -> None:
    """A server that does not answer in time loses the connection, and we say 503."""

    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        if not isinstance(context.original_exception, TimeoutError):
            return
        if context.connection:
            driver: Any = context.connection.connection.driver_connection
            driver.terminate()  # a polite close would wait for the server once more
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False
        raise Unavailable("The database does not answer in time; try again soon.")


def leave_standbys(engine: AsyncEngine) -> None:
    """A server that only reads was the primary once: whoever is that now is asked.

    Its connections work, and would be kept for ever, long after the failover.
    """

    @event.listens_for(engine.sync_engine, "handle_error")
    def on_error(context: ExceptionContext) -> None:
        state = getattr(context.original_exception, "sqlstate", None)
        if state == READ_ONLY_TRANSACTION:
            context.is_disconnect = True  # and so all others of the pool are replaced
