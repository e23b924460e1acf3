"""Run migrations: on a database of their own, or on a connection handed in."""

import asyncio
import os
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError
from sqlalchemy import Connection, TypeDecorator, event, text

from app.core.config import SettingsError, load
from app.core.config.database import DatabaseSettings
from app.core.errors import Unavailable
from app.db.migrations import run_on
from app.db.server import EmbeddedPostgresError, database_server
from app.models import Base

# Any number will do, as long as every migration step asks for the same one.
ADVISORY_LOCK = 7_316_902_845
# Waiting longer for a table would hold up everybody who comes after.
LIMITS = "SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '10min'"


def plain_types(
    kind: str, item: object, _context: AutogenContext
) -> str | Literal[False]:
    """Write `sa.String(...)`, not our own types: a migration outlives today's code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def limit(connection: Connection) -> None:
    """For each transaction anew: what builds an index concurrently has two of them."""
    for statement in LIMITS.split(";"):
        connection.exec_driver_sql(statement)


def run(connection: Connection) -> None:
    """Migrate, one step at a time: a second one waits, and finds nothing to do."""
    # Asked again and again: waiting inside pg_advisory_lock is a transaction, and
    # CREATE INDEX CONCURRENTLY waits for every transaction: a deadlock.
    while not connection.scalar(text(f"SELECT pg_try_advisory_lock({ADVISORY_LOCK})")):
        connection.scalar(text("SELECT pg_sleep(0.2)"))
        connection.rollback()
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=plain_types,
        compare_server_default=True,
    )
    try:
        event.listen(connection, "begin", limit)
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        connection.execute(text(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})"))
        connection.commit()


async def run_online() -> None:
    if not os.environ.keys() & {"DATABASE_URL", "DATABASE_URL_FILE"}:
        # Nobody said which database: then it is the one of this working copy.
        os.environ.setdefault("ENVIRONMENT", "development")
    settings = load(DatabaseSettings)
    async with database_server(settings) as url:
        await run_on(settings, url, run)


def run_offline() -> None:
    context.configure(
        dialect_name="postgresql", target_metadata=Base.metadata, literal_binds=True
    )
    with context.begin_transaction():
        for statement in LIMITS.split(";"):
            context.execute(statement)
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
elif connection := context.config.attributes.get("connection"):
    run(connection)
else:
    try:
        asyncio.run(run_online())
    except (SettingsError, EmbeddedPostgresError, Unavailable) as error:
        raise CommandError(str(error)) from error
