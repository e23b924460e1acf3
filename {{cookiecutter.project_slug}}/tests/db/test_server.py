from pathlib import Path

import pytest
from sqlalchemy import make_url

from app.core.config import Settings
from app.db import server
from app.db.server import database_server


async def test_nothing_is_started_beside_a_database_that_is_named(
    defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Starting one would fail: it would have to make its folder below a file.
    monkeypatch.setattr(server, "FOLDER", Path(__file__) / "postgres")
    url = make_url("postgresql+asyncpg://ada@db.example/shop")

    for environment in ("development", "test", "production"):
        changes = {"database_url": url, "environment": environment}
        async with database_server(defaults.model_copy(update=changes)) as found:
            assert found == url
