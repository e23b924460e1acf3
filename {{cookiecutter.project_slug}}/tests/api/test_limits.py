"""A body counts when it is there, and not before."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.limits import LimitsMiddleware
from app.core.config import Settings
from app.core.errors import ContentTooLarge, RequestTimeout
from tests.requests import anonymous_client_of


def limited(settings: Settings, **limits: float) -> ASGIApp:
    """Tells how much has arrived, behind the limits alone."""
    app = FastAPI()

    @app.post("/")
    async def root(request: Request) -> int:
        return len(await request.body())

    return LimitsMiddleware(app, settings.model_copy(update=limits))


@pytest.fixture
def echo(settings: Settings) -> ASGIApp:
    return limited(settings, max_body_size=1024)


async def drip(pause: float, parts: int = 4) -> AsyncGenerator[bytes]:
    for _ in range(parts):
        yield b"x" * 256
        await asyncio.sleep(pause)


async def test_a_body_in_parts_arrives_whole(echo: ASGIApp) -> None:
    async with anonymous_client_of(echo) as client:
        assert (await client.post("/", content=drip(0))).json() == 1024


async def test_a_body_that_grows_beyond_the_limit_is_refused(echo: ASGIApp) -> None:
    async with anonymous_client_of(echo) as client:
        with pytest.raises(ContentTooLarge):
            await client.post("/", content=drip(0, parts=5))


async def test_a_body_that_comes_too_slowly_is_refused(settings: Settings) -> None:
    hurried = limited(settings, request_seconds=0.1)
    async with anonymous_client_of(hurried) as client:
        with pytest.raises(RequestTimeout):
            await client.post("/", content=drip(0.04))


async def test_a_sender_who_leaves_is_not_waited_for(settings: Settings) -> None:
    seen: list[Message] = []

    async def app(_scope: Scope, receive: Receive, _send: Send) -> None:
        seen.append(await receive())

    parts: list[Message] = [
        {"type": "http.disconnect"},
        {"type": "http.request", "body": b"x", "more_body": True},
    ]

    async def receive() -> Message:
        return parts.pop()

    async def send(_message: Message) -> None:
        pytest.fail("there is nobody to answer")

    scope = {
        "type": "http",
        "http_version": "1.0",
        "path": "/",
        "query_string": b"",
        "headers": [(b"content-length", b"2")],
    }
    await LimitsMiddleware(app, settings)(scope, receive, send)

    assert seen == [{"type": "http.disconnect"}]
