"""Which PostgreSQL: the one that DATABASE_URL names, or an embedded one."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from anyio import to_thread
from sqlalchemy import URL, make_url

from app.core.config.database import DatabaseSettings
from app.db.embedded.errors import EmbeddedPostgresError

__all__ = ["EmbeddedPostgresError", "database_server"]

FOLDER = Path(".postgres")


@asynccontextmanager
async def database_server(settings: DatabaseSettings) -> AsyncGenerator[URL]:
    """Yield the address of a server that runs for as long as it is needed."""
    if settings.database_url is not None:
        yield settings.database_url
        return
    # Settings without an address do not get past production.
    from app.db.embedded import development_server  # noqa: PLC0415 - a tool for development

    server = development_server(FOLDER)
    url = await to_thread.run_sync(server.__enter__)
    try:
        yield make_url(url)
    finally:
        await to_thread.run_sync(server.__exit__, None, None, None)
