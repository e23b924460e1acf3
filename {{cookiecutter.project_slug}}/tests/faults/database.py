"""What is done to PostgreSQL, or seen in it, behind the service's back."""

import asyncio
import os
import signal
from collections.abc import AsyncGenerator, Iterable
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
PARENT = "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int"
CHILDREN = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


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
    connection = await connect(url)
    family = {await connection.fetchval(PARENT)}
    send(family, signal.SIGSTOP)
    # Who was about to start when the parent stood still is found by a second look.
    while more := {row[0] for row in await connection.fetch(CHILDREN)} - family:
        send(more, signal.SIGSTOP)
        family |= more
        await asyncio.sleep(0.1)
    try:
        yield
    finally:
        send(family, signal.SIGCONT)
        await connection.close()


def send(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
