"""A database that test after test gets as if it were new.

To copy the template for each test takes longer than most of the tests.
"""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Self

import asyncpg
from sqlalchemy import URL, delete

from app.models import Base
from tests.databases import clone, connected

END_OTHERS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user
    AND pid <> pg_backend_pid()"""
FORGET_ROWS = ";".join(
    str(delete(table)) for table in reversed(Base.metadata.sorted_tables)
)
# Each change of a row of these makes a new version of it, with a number of its own.
# TRUNCATE would be such a change.
VERSIONS = """
    SELECT sum(xmin::text::bigint) FROM (
        SELECT xmin FROM pg_class WHERE oid >= 16384
        UNION ALL SELECT xmin FROM pg_attribute WHERE attrelid >= 16384
        UNION ALL SELECT xmin FROM pg_constraint WHERE oid >= 16384
        UNION ALL SELECT xmin FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT xmin FROM pg_database WHERE datname = current_database()
        UNION ALL SELECT xmin FROM alembic_version)"""


class ReusedDatabase:
    """A copy of the template, made again after a test that changes more than rows."""

    def __init__(self, template: URL) -> None:
        self._template = template
        self._copy = AsyncExitStack()
        self._url: URL | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        self._url = None
        await self._copy.aclose()

    @asynccontextmanager
    async def lent(self) -> AsyncGenerator[URL]:
        if not self._url:
            self._url = await self._copy.enter_async_context(clone(self._template))
            self._keeper = await self._copy.enter_async_context(connected(self._url))
            self._versions = await self._keeper.fetchval(VERSIONS)
        try:
            yield self._url
        finally:
            if not await self._is_as_new():
                await self.__aexit__()

    async def _is_as_new(self) -> bool:
        with suppress(asyncpg.PostgresError):  # a table is missing
            await self._keeper.execute(END_OTHERS)
            await self._keeper.execute(FORGET_ROWS)
            return bool(await self._keeper.fetchval(VERSIONS) == self._versions)
        return False
