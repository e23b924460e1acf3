"""Overload is refused early, and no request takes longer than it may."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

from tests.requests import anonymous_client_of, client_of, status
from tests.variant import variant


def add_gate(app: FastAPI) -> asyncio.Event:
    """A path whose answer waits until the gate is opened."""
    gate = asyncio.Event()

    @app.get("/gate")
    async def wait() -> None:
        await gate.wait()

    return gate


async def test_who_finds_no_place_in_time_is_told_to_come_again(
    service: FastAPI,
) -> None:
    app = await variant(service, max_requests=1, queue_seconds=0.05)
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


async def test_those_who_wait_are_few(service: FastAPI) -> None:
    app = await variant(service, max_requests=1, max_queue=2, queue_seconds=60)
    gate = add_gate(app)
    async with asyncio.timeout(5), client_of(app) as client:
        waiting = [asyncio.create_task(status(client, "/gate")) for _ in range(3)]
        await asyncio.sleep(0.05)
        assert await status(client, "/gate") == 503
        gate.set()

        assert await asyncio.gather(*waiting) == [200, 200, 200]


@pytest.mark.parametrize("root_path", ["", "/shop"])
async def test_probes_need_no_place(service: FastAPI, root_path: str) -> None:
    limits = {"max_requests": 1, "queue_seconds": 60}
    app = await variant(service, root_path=root_path, **limits)
    gate = add_gate(app)
    async with asyncio.timeout(5), anonymous_client_of(app) as client:
        first = asyncio.create_task(status(client, "/gate"))
        await asyncio.sleep(0)

        assert await status(client, "/health/live") == 200
        assert await status(client, "/health/ready") == 200
        gate.set()
        await first


async def test_an_answer_that_does_not_come_is_cut(service: FastAPI) -> None:
    app = await variant(service, max_requests=1, request_seconds=0.05)
    gate = add_gate(app)
    async with client_of(app) as client:
        cut = await client.get("/gate")
        gate.set()

        assert await status(client, "/gate") == 200  # the place is free again
    assert cut.status_code == 503
    assert cut.headers["retry-after"] == "1"


async def test_a_slow_sender_is_told_and_hung_up_on(service: FastAPI) -> None:
    app = await variant(service, max_requests=1, request_seconds=0.05)
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
    service: FastAPI,
) -> None:
    app = await variant(
        service, max_requests=1, request_seconds=0.3, queue_seconds=0.05
    )
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
