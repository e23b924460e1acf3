"""Tests do not meet what others did to the database that they get one after another."""

from collections.abc import AsyncGenerator

import asyncpg
import pytest
from sqlalchemy import URL

from tests.databases import connected
from tests.reused import ReusedDatabase

ROW = """
    INSERT INTO idempotency_keys (scope, fingerprint, status, headers, body, expires_at)
    VALUES ('', '', 200, '{}', '', now())"""
ROWS = "SELECT count(*) FROM idempotency_keys"


@pytest.fixture
async def database(template: URL) -> AsyncGenerator[ReusedDatabase]:
    async with ReusedDatabase(template) as database:
        yield database


async def test_rows_and_connections_do_not_outlive_a_test(
    database: ReusedDatabase,
) -> None:
    async with database.lent() as first, connected(first) as late:
        async with database.lent():
            await late.execute(ROW)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
            await late.execute("SELECT 1")
    async with database.lent() as second, connected(second) as connection:
        assert await connection.fetchval(ROWS) == 0
    assert first == second


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE idempotency_keys ADD CHECK (status > 0)",
        "DROP TABLE idempotency_keys",
        """DO $$ BEGIN
             EXECUTE 'ALTER DATABASE ' || current_database() || ' CONNECTION LIMIT 21';
           END $$""",
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE alembic_version SET version_num = 'another'",
        "DROP TABLE alembic_version",
    ],
)
async def test_after_any_other_change_the_next_gets_a_new_copy(
    database: ReusedDatabase, change: str
) -> None:
    async with database.lent() as first, connected(first) as connection:
        await connection.execute(change)
    async with database.lent() as second:
        assert first != second
