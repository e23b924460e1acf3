"""Overload is refused early, and no request takes longer than it may."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

import pytest
from anyio import to_thread
from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from httpx2 import AsyncClient
from sqlalchemy import text

from app.api.deps import ReadSessionDep, SessionDep
from app.core.config import Settings
from app.db.database import Database
from app.main import create_app
from tests.requests import client_of

BACKENDS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND state <> 'idle'"
)

Make = Callable[..., Awaitable[FastAPI]]


@pytest.fixture
def make(service: FastAPI) -> Make:
    """A service with other limits, on the database of `service`."""

    async def make(**limits: float) -> FastAPI:
        settings: Settings = service.state.settings.model_copy(update=limits)
        app = await to_thread.run_sync(create_app, settings)
        app.state._state |= {  # what the lifespan made
            **service.state._state,
            "settings": app.state.settings,
        }
        return app

    return make


def add_gate(app: FastAPI) -> asyncio.Event:
    """A path whose answer waits until the gate is opened."""
    gate = asyncio.Event()

    @app.get("/gate")
    async def wait() -> None:
        await gate.wait()

    return gate


async def status(client: AsyncClient, path: str) -> int:
    return (await client.get(path)).status_code


async def test_who_finds_no_place_in_time_is_told_to_come_again(make: Make) -> None:
    app = await make(max_requests=1, queue_seconds=0.05)
    gate = add_gate(app)
    async with client_of(app) as client:
        first = asyncio.create_task(status(client, "/gate"))
        await asyncio.sleep(0)
        refused = await client.get("/gate")
        gate.set()

        assert await first == 200
        assert await status(client, "/gate") == 200
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["request_id"] == refused.headers["x-request-id"]


async def test_those_who_wait_are_few(make: Make) -> None:
    app = await make(max_requests=1, max_queue=2, queue_seconds=60)
    gate = add_gate(app)
    async with asyncio.timeout(5), client_of(app) as client:
        waiting = [asyncio.create_task(status(client, "/gate")) for _ in range(3)]
        await asyncio.sleep(0.05)
        assert await status(client, "/gate") == 503
        gate.set()

        assert await asyncio.gather(*waiting) == [200, 200, 200]


async def test_probes_need_no_place(make: Make) -> None:
    app = await make(max_requests=1, queue_seconds=60)
    gate = add_gate(app)
    async with asyncio.timeout(5), client_of(app) as client:
        first = asyncio.create_task(status(client, "/gate"))
        await asyncio.sleep(0)

        assert await status(client, "/health/live") == 200
        assert await status(client, "/health/ready") == 200
        gate.set()
        await first


async def test_an_answer_that_does_not_come_is_cut(make: Make) -> None:
    app = await make(max_requests=1, request_seconds=0.05)
    gate = add_gate(app)
    async with client_of(app) as client:
        cut = await client.get("/gate")
        gate.set()

        assert await status(client, "/gate") == 200  # the place is free again
    assert cut.status_code == 503
    assert cut.headers["retry-after"] == "1"


async def test_a_slow_sender_is_told_and_hung_up_on(make: Make) -> None:
    app = await make(max_requests=1, request_seconds=0.05)
    gate = add_gate(app)

    async def slowly() -> AsyncGenerator[bytes]:
        yield b"a"
        gate.set()
        assert await status(client, "/gate") == 200  # it holds no place
        await asyncio.sleep(0.1)
        yield b"b"

    async with client_of(app) as client:
        answer = await client.post("/gate", content=slowly())

    assert answer.status_code == 408
    assert answer.headers["connection"] == "close"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_stream_that_has_begun_is_never_cut_and_holds_no_place(
    make: Make,
) -> None:
    app = await make(max_requests=1, request_seconds=0.3, queue_seconds=0.05)
    add_gate(app).set()
    meanwhile: list[int] = []

    async def numbers() -> AsyncGenerator[str]:
        for number in range(4):
            meanwhile.append(await status(client, "/gate"))
            await asyncio.sleep(0.1)
            yield str(number)

    @app.get("/stream")
    async def stream() -> StreamingResponse:
        return StreamingResponse(numbers())

    async with client_of(app) as client:
        assert (await client.get("/stream")).text == "0123"
    assert meanwhile == [200] * 4


async def test_a_request_that_is_cut_leaves_nothing_behind_in_the_database(
    make: Make,
) -> None:
    app = await make(request_seconds=0.1)
    database: Database = app.state.database

    @app.get("/read")
    async def read(session: ReadSessionDep) -> None:
        await session.execute(text("SELECT pg_sleep(1.5)"))

    @app.get("/write")
    async def write(session: SessionDep) -> None:
        await session.execute(text("SELECT pg_sleep(1.5)"))

    async with client_of(app) as client:
        paths = ["/read", "/write"] * 10
        answers = await asyncio.gather(*(status(client, path) for path in paths))
    await asyncio.sleep(0.3)  # a statement that is not waited for is cancelled
    async with database.read() as session:
        busy = await session.scalar(BACKENDS)

    assert answers == [503] * 20
    assert busy == 0


async def test_whenever_a_request_is_cut_the_pool_stays_whole(make: Make) -> None:
    app = await make()
    database: Database = app.state.database

    @app.get("/work")
    async def work(session: SessionDep) -> None:
        await session.execute(text("SELECT 1"))
        await session.execute(text("SELECT pg_sleep(0.001)"))

    async with client_of(app) as client:
        requests = [asyncio.create_task(client.get("/work")) for _ in range(300)]
        for number, request in enumerate(requests):
            await asyncio.sleep(0.001 * (number % 3))
            request.cancel()
        await asyncio.gather(*requests, return_exceptions=True)
        async with asyncio.timeout(3):
            after = await asyncio.gather(*(status(client, "/work") for _ in range(40)))
    async with database.read() as session:
        busy = await session.scalar(BACKENDS)

    assert after == [200] * 40
    assert busy == 0
