import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text

from app.api import health
from app.api.deps import ReadSessionDep
from app.api.health import Readiness
from app.core.config import Settings
from app.core.turns import Turns
from app.db.database import Database
from app.db.migrations import revisions
from app.db.session import create_engine
from tests.requests import anonymous_client_of
from tests.variant import variant


async def test_live_asks_nobody(app: FastAPI, client: AsyncClient) -> None:
    database: Database = app.state.database
    app.state.database = replace(database, turns=Turns(0, timeout=0.01))

    response = await client.get("/health/live")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


async def test_ready_asks_the_database(service: FastAPI) -> None:
    async with anonymous_client_of(service) as client:
        response = await client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_a_probe_may_ask_by_head(service: FastAPI, path: str) -> None:
    async with anonymous_client_of(service) as client:
        response = await client.head(path)

    assert response.status_code == 200


async def test_a_database_away_is_not_ready_but_live(
    service: FastAPI, settings: Settings
) -> None:
    assert settings.database_url
    # A server may be named by the address or by a socket in the query.
    nowhere = settings.database_url.set(host="127.0.0.1", port=1, query={})
    engine = create_engine(settings, nowhere)
    service.state.database = Database.on(engine, settings)
    ours = await asyncio.to_thread(revisions)
    service.state.readiness = Readiness(service.state.database, ours)

    app = await variant(service)

    @app.get("/read")
    async def read(session: ReadSessionDep) -> None:
        await session.execute(text("SELECT 1"))

    async with anonymous_client_of(app) as client:
        live = await client.get("/health/live")
        ready = await client.get("/health/ready")
        answer = await client.get("/read")

    assert live.status_code == 200
    assert ready.status_code == 503
    assert ready.headers["retry-after"]
    assert ready.headers["content-type"] == "application/problem+json"
    assert "127.0.0.1" not in ready.text
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


async def test_a_stopping_service_is_not_ready(service: FastAPI) -> None:
    service.state.draining = True

    async with anonymous_client_of(service) as client:
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200


async def test_a_slow_first_answer_is_waited_for_until_it_is_there(
    service: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "TIMEOUT", 0.05)
    monkeypatch.setattr(health, "MAX_AGE", -1.0)
    async with AsyncExitStack() as stack:
        for _ in range(service.state.settings.database_pool_size):
            await stack.enter_async_context(service.state.database.turns)
        readiness: Readiness = service.state.readiness

        assert await readiness.obstacle()
        pending = readiness._answer
        assert await readiness.obstacle()
        assert readiness._answer is pending
    assert pending
    await asyncio.wait([pending])
    monkeypatch.setattr(health, "TIMEOUT", 30.0)

    assert await readiness.obstacle() is None


async def test_an_answer_that_came_too_late_is_asked_for_again(
    service: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "TIMEOUT", 0.05)
    monkeypatch.setattr(health, "MAX_AGE", -1.0)
    readiness: Readiness = service.state.readiness
    for _ in range(2):
        async with AsyncExitStack() as stack:
            for _ in range(service.state.settings.database_pool_size):
                await stack.enter_async_context(service.state.database.turns)

            assert await readiness.obstacle()
            pending = readiness._answer
        assert pending
        await asyncio.wait([pending])
