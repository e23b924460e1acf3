"""How a path operation gets at the database: a session, and how long it lives."""

from collections.abc import AsyncGenerator
from typing import Annotated, cast

from fastapi import Depends, Query
from fastapi.requests import HTTPConnection
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.config import Settings
from app.core.pagination import PageQuery
from app.db.database import Database


async def get_settings(connection: HTTPConnection) -> Settings:
    return cast("Settings", connection.app.state.settings)


async def get_database(connection: HTTPConnection) -> Database:
    return cast("Database", connection.app.state.database)


SettingsDep = Annotated[Settings, Depends(get_settings)]

# For work that must not hold a connection while it waits for something else: take a
# session, and with it a turn, for each part.
DatabaseDep = Annotated[Database, Depends(get_database)]


# Not by `database.begin()`: every request goes this way, and each detour costs.
async def get_session(connection: HTTPConnection) -> AsyncGenerator[AsyncSession]:
    database: Database = connection.app.state.database
    async with database.turns, database.sessions.begin() as session:
        connection.state.session = session  # an Idempotency-Key is kept in it, too
        yield session


async def get_read_session(connection: HTTPConnection) -> AsyncGenerator[AsyncSession]:
    database: Database = connection.app.state.database
    async with database.turns, database.read_sessions() as session:
        yield session


# The request is the transaction. scope="function": it ends before the answer is sent,
# so that a 2xx means "committed".
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]

# For requests that only read: no BEGIN and no ROLLBACK, each statement for itself.
ReadSessionDep = Annotated[AsyncSession, Depends(get_read_session, scope="function")]

PageDep = Annotated[PageQuery, Query()]
