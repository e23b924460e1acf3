"""A request that is cut leaves nothing behind, wherever it was."""

import asyncio
from time import monotonic

from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.api.deps import ReadSessionDep, SessionDep
from app.core.errors import Conflict
from app.db.database import Database
from tests.requests import client_of, status
from tests.variant import variant

PLACES = 8
BUSY = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND state <> 'idle'"
)


async def until_idle(database: Database, within: float) -> None:
    """PostgreSQL learns only after a moment that nobody waits for it."""
    until = monotonic() + within
    async with database.read() as session:
        while await session.scalar(BUSY):
            assert monotonic() < until
            await asyncio.sleep(0.02)


async def sleep(session: AsyncSession) -> None:
    """For long, so that it does not end by itself."""
    await session.execute(text("SET statement_timeout = 0"))
    await session.execute(text("SELECT pg_sleep(60)"))


async def test_nothing_in_the_database(service: FastAPI) -> None:
    app = await variant(service, request_seconds=0.1)

    @app.get("/read")
    async def read(session: ReadSessionDep) -> None:
        await sleep(session)

    @app.get("/write")
    async def write(session: SessionDep) -> None:
        await sleep(session)

    async with client_of(app) as client:
        paths = ["/read", "/write"] * 10
        answers = await asyncio.gather(*(status(client, path) for path in paths))

    assert answers == [503] * 20
    await until_idle(app.state.database, within=10)


async def test_no_place_and_no_connection(service: FastAPI) -> None:
    app = await variant(service, max_requests=PLACES, queue_seconds=60)
    connections: int = service.state.settings.database_pool_size
    all_places = asyncio.Barrier(PLACES)
    all_connections = asyncio.Barrier(connections)

    @app.get("/work")
    async def work(session: SessionDep) -> None:
        await session.execute(text("SELECT 1"))
        await session.execute(text("SELECT pg_sleep(0.001)"))

    @app.get("/place")
    async def place() -> None:
        await all_places.wait()

    @app.get("/connection")
    async def connection(session: SessionDep) -> None:
        await session.execute(text("SELECT 1"))
        await all_connections.wait()

    async with client_of(app) as client:
        requests = [asyncio.create_task(client.get("/work")) for _ in range(300)]
        for number, request in enumerate(requests):
            await asyncio.sleep(0.001 * (number % 3))
            request.cancel()
        await asyncio.gather(*requests, return_exceptions=True)
        await until_idle(app.state.database, within=10)

        # They wait for each other: if one were lost, none would be answered.
        for path, many in (("/place", PLACES), ("/connection", connections)):
            answers = await asyncio.gather(*(status(client, path) for _ in range(many)))
            assert answers == [200] * many


async def test_an_error_that_it_makes_of_being_cut_is_answered(
    service: FastAPI,
) -> None:
    app = await variant(service, request_seconds=0.05)

    @app.get("/tidy")
    async def tidy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise Conflict("It was half done.")

    async with client_of(app) as client:
        assert await status(client, "/tidy") == 409
