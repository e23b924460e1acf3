"""Whether the server has room for the connections that the processes may open."""

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.config.database import DatabaseSettings
from app.core.errors import Unavailable
from app.db.database import Database

log = structlog.get_logger()

# What is left when the places are taken that only some roles may use. A role or a
# database may have a lower limit of its own; -1 is none.
_ROOM = text(
    """
    SELECT least(
        current_setting('max_connections')::int
            - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true)::int, 0),
        (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = session_user),
        (SELECT nullif(datconnlimit, -1) FROM pg_database
            WHERE datname = current_database())
    )
    """
)


async def tell_capacity(database: Database, settings: DatabaseSettings) -> None:
    """One line in the log: how many processes with such a pool the server can bear."""
    if settings.behind_pooler:
        return  # it is the pooler that holds the connections
    try:
        async with database.read() as session:
            room: int = await session.scalar(_ROOM) or 0
    except (DBAPIError, Unavailable):
        return  # it went away just now, which readiness tells
    size = settings.database_pool_size
    told = {"pool_size": size, "connections": room, "processes": room // size}
    if size > room:
        log.warning("capacity", warning="DATABASE_POOL_SIZE is too large.", **told)
    else:
        log.info("capacity", **told)
