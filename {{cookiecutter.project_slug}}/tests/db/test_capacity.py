"""The log says how many processes the server has room for."""

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from structlog.testing import capture_logs

from app.core.config import Settings
from app.db.capacity import tell_capacity
from app.db.database import Database

ROOM = text(
    "SELECT current_setting('max_connections')::int"
    " - current_setting('superuser_reserved_connections')::int"
)


@pytest.mark.parametrize(("size", "level"), [(7, "info"), (1000, "warning")])
async def test_a_pool_is_compared_with_the_room_on_the_server(
    service: FastAPI, size: int, level: str
) -> None:
    database: Database = service.state.database
    settings: Settings = service.state.settings.model_copy(
        update={"database_pool_size": size}
    )
    async with database.read() as session:
        room = await session.scalar(ROOM)
    with capture_logs() as lines:
        await tell_capacity(database, settings)

    assert lines[0]["log_level"] == level
    assert lines[0]["connections"] == room
    assert lines[0]["processes"] == room // size


async def test_a_database_may_have_a_limit_of_its_own(service: FastAPI) -> None:
    database: Database = service.state.database
    settings: Settings = service.state.settings
    assert settings.database_url
    limit = f"ALTER DATABASE {settings.database_url.database} CONNECTION LIMIT 21"
    async with database.read() as session:
        await session.execute(text(limit))
    with capture_logs() as lines:
        await tell_capacity(database, settings)

    assert lines[0]["connections"] == 21
