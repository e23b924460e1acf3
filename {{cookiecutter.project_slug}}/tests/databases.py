"""Databases that come and go with a test."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
from sqlalchemy import URL


def new_name() -> str:
    return f"test_{uuid4().hex[:12]}"


@asynccontextmanager
async def connected(url: URL) -> AsyncGenerator[asyncpg.Connection]:
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()


async def on_server(server: URL, statement: str) -> None:
    async with connected(server) as connection:
        await connection.execute(statement)


@asynccontextmanager
async def clone(template: URL) -> AsyncGenerator[URL]:
    """A copy of `template`, made in some 20 ms."""
    url = template.set(database=new_name())
    server = template.set(database="postgres")
    # FILE_COPY: the default writes every page to the log, ten times as slow.
    await on_server(
        server,
        f"CREATE DATABASE {url.database} TEMPLATE {template.database}"
        " STRATEGY FILE_COPY",
    )
    try:
        yield url
    finally:
        await on_server(server, f"DROP DATABASE {url.database} WITH (FORCE)")
