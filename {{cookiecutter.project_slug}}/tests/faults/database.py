"""What is done to PostgreSQL, or seen in it, behind the service's back."""

import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg
from sqlalchemy import URL

TABLE = "CREATE TABLE kept (key text)"
AT_COMMIT = """
CREATE FUNCTION last() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN {}; RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER last AFTER INSERT ON kept DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION last()
"""
HANG_UP = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
OPEN = (
    "SELECT pid FROM pg_stat_activity WHERE state <> 'idle'"
    " AND datname = current_database() AND pid <> pg_backend_pid()"
)
# The first is the parent of all.
FAMILY = (
    "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int"
    " UNION ALL SELECT pid FROM pg_stat_activity"
)


async def connect(url: URL) -> asyncpg.Connection:
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return await asyncpg.connect(dsn)


async def query(url: URL, statement: str) -> list[Any]:
    """The first column."""
    connection = await connect(url)
    try:
        return [row[0] for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def stored(url: URL) -> list[Any]:
    return await query(url, "SELECT key FROM kept")


@asynccontextmanager
async def locked(url: URL) -> AsyncGenerator[None]:
    """Nobody else reads or writes the table."""
    connection = await connect(url)
    try:
        await connection.execute("BEGIN; LOCK kept")
        yield
    finally:
        await connection.close()


@asynccontextmanager
async def frozen(url: URL) -> AsyncGenerator[None]:
    """It neither answers nor hangs up; the kernel still takes connections for it."""
    family = await query(url, FAMILY)
    send(family, signal.SIGSTOP)
    try:
        yield
    finally:
        send(family, signal.SIGCONT)


def send(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):  # that of the query itself
            os.kill(pid, number)
