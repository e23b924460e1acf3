"""What is no whole request yet is bounded, in bytes and in time."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from time import monotonic

import pytest
from fastapi import FastAPI, Request
from uvicorn import Config
from uvicorn.server import ServerState

from app.api.protocol import MAX_PENDING, BoundedProtocol
from app.core.config import Settings

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

PATIENCE = 0.3  # seconds
in_haste = pytest.mark.parametrize("patience", [PATIENCE])
GET = b"GET / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
A_PART = b"2\r\n{}\r\n"


@pytest.fixture
def patience() -> float:
    return 60


@pytest.fixture
async def port(settings: Settings, patience: float) -> AsyncGenerator[int]:
    """It tells what it takes for headers, after the body and a moment of thought."""
    app = FastAPI()
    app.state.settings = settings.model_copy(update={"request_seconds": patience})

    @app.api_route("/", methods=["GET", "POST"])
    async def root(request: Request) -> list[str]:
        await request.body()
        await asyncio.sleep(float(request.headers.get("think", 0)))
        return list(request.headers)

    config = Config(app, http=BoundedProtocol, ws="none", lifespan="off")
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: BoundedProtocol(config, ServerState(), {}), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def connected(port: int) -> AsyncGenerator[Streams]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def told(port: int, *parts: bytes) -> bytes:
    """All that comes until the end; the parts are sent one by one until then."""
    async with asyncio.timeout(30), connected(port) as (reader, writer):
        answer = asyncio.create_task(read(reader))
        for part in parts:
            writer.write(part)
            await asyncio.wait([answer], timeout=0.02)
            if answer.done():
                break
        return await answer


async def read(reader: asyncio.StreamReader) -> bytes:
    received = b""
    with suppress(ConnectionError):  # what comes when the rest is no longer wanted
        while some := await reader.read(MAX_PENDING):
            received += some
    return received


@pytest.mark.parametrize(
    ("beginning", "more"),
    [
        (b"GET /", b"y"),
        (GET + b"X: ", b"y"),
        (GET, b"a:b\r\n"),
        (CHUNKED + A_PART + b"0\r\n", b"a:b\r\n"),
        (CHUNKED + b"2;", b"y"),
    ],
    ids=["path", "header", "headers", "trailers", "chunk"],
)
async def test_what_has_no_end_is_refused(
    port: int, beginning: bytes, more: bytes
) -> None:
    an_eighth = more * (MAX_PENDING // len(more) // 8)

    answer = await told(port, beginning, *[an_eighth] * 8, more * 20)

    assert answer.startswith(b"HTTP/1.1 431 ")
    assert b"application/problem+json" in answer


@in_haste
@pytest.mark.parametrize(
    ("parts", "answer"),
    [
        ([b""], b""),
        ([b"G"], b"HTTP/1.1 408 "),
        ([GET, *[b"x"] * 10], b"HTTP/1.1 408 "),
    ],
    ids=["nothing", "a letter", "letter by letter"],
)
async def test_who_sends_slowly_is_cut_off(
    port: int, parts: list[bytes], answer: bytes
) -> None:
    began = monotonic()

    assert (await told(port, *parts))[:13] == answer
    assert PATIENCE * 0.9 < monotonic() - began < PATIENCE + 5


@in_haste
async def test_those_who_wait_for_an_answer_get_it_first(port: int) -> None:
    slow = GET + b"Think: %.1f\r\n\r\n" % (3 * PATIENCE)

    answer = await told(port, slow, GET)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in answer


@in_haste
async def test_a_connection_is_kept_between_requests(port: int) -> None:
    async with asyncio.timeout(30), connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(GET + b"\r\n")
            assert (await reader.readuntil(b"]")).startswith(b"HTTP/1.1 200 ")
            await asyncio.sleep(2 * PATIENCE)


async def test_trailers_are_no_headers(port: int) -> None:
    head = CHUNKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    trailers = b"0\r\nIdempotency-Key: a\r\nHost: b\r\n\r\n"

    answer = await told(port, head + A_PART + trailers)

    assert answer.endswith(b'["host","transfer-encoding","connection"]')


async def test_who_would_rather_speak_websocket_is_answered(port: int) -> None:
    upgrade = b"Connection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n"

    assert (await told(port, GET + upgrade)).startswith(b"HTTP/1.1 200 ")


async def test_what_is_no_http_is_a_problem_document(port: int) -> None:
    answer = await told(port, b"Hello\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer
    assert answer.lower().count(b"connection: close") == 1
