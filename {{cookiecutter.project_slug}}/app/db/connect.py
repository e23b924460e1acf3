"""Open one connection to PostgreSQL, with a limit on everything that can hang."""

from uuid import uuid4

import asyncpg
from sqlalchemy import URL

from app.about import NAME
from app.core.config.database import DatabaseSettings
from app.core.errors import Unavailable
from app.db.sockets import bound_silence, limits

CONNECT_TIMEOUT = 2.0  # seconds


class DatabaseUnreachable(Unavailable):
    """Nobody lets us in at the address of the database.

    Callers are told so much; `str(error)`, for the log, tells the address and why.
    """

    def __init__(self, url: URL, cause: Exception) -> None:
        super().__init__("The database cannot be reached; try again soon.")
        where = f"{url.host or url.query.get('host')}:{url.port or 5432}"
        why = str(cause) or "no answer in time"
        self.args = (f"The database at {where} cannot be reached: {why}",)


async def connect(settings: DatabaseSettings, url: URL) -> asyncpg.Connection:
    """Connect as libpq would: asyncpg reads `sslmode`, `host=/socket` and the rest.

    Raises:
        DatabaseUnreachable: not found, no answer in two seconds, or not let in.
    """
    try:
        connection = await asyncpg.connect(
            url.set(drivername="postgresql").render_as_string(hide_password=False),
            timeout=CONNECT_TIMEOUT,
            command_timeout=settings.database_command_timeout,
            server_settings=server_settings(settings),
            statement_cache_size=0,  # SQLAlchemy keeps prepared statements itself
        )
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnreachable(url, error) from error
    bound_silence(connection, settings)
    return connection


def server_settings(settings: DatabaseSettings) -> dict[str, str]:
    """Limits that PostgreSQL keeps for this connection."""
    if settings.behind_pooler:
        return {}  # PgBouncer refuses start-up parameters: set them on the role
    milliseconds = {
        "statement_timeout": settings.database_statement_timeout,
        "lock_timeout": settings.database_lock_timeout,
        "idle_in_transaction_session_timeout": settings.database_idle_timeout,
    }
    return {
        "application_name": NAME,
        **{name: str(value) for name, value in limits(settings).items()},
        **{name: str(round(limit * 1000)) for name, limit in milliseconds.items()},
    }


def unique_statement_name() -> str:
    """Behind a pooler two clients may share a server connection and its names."""
    return f"__asyncpg_{uuid4().hex}__"
