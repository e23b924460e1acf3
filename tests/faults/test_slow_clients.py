"""Clients that send or read too slowly cost only themselves."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.faults.load import ITEMS, load
from tests.faults.service import RunningService, Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: load")]

EACH = 200
HEAD = f"GET {ITEMS} HTTP/1.1\r\nHost: service\r\nX-Slow: "
BODY = (
    f"POST {ITEMS} HTTP/1.1\r\nHost: service\r\nContent-Type: application/json\r\n"
    'Content-Length: 10000\r\n\r\n{"title": "'
)
DEAF = f"GET {ITEMS}?limit=100 HTTP/1.1\r\nHost: service\r\n\r\n"
# The kernel keeps some megabytes for each connection; beyond that the service has to wait.
TOO_MANY = 20
LONG_ITEMS = (
    "INSERT INTO items (id, title, description, version, created_at, updated_at)"
    " SELECT gen_random_uuid(), 'Lamp', repeat('x', 2000), 1, now(), now() FROM generate_series(1, 100)"
)


@asynccontextmanager
async def clients(service: RunningService, kind: str) -> AsyncIterator[list[socket.socket]]:
    """So many that have begun a request; the slow ones go on with a letter every half second."""
    loop = asyncio.get_running_loop()
    sockets = []
    for number in range(EACH):
        asked = {"head": HEAD, "body": BODY, "deaf": DEAF if number % 10 else DEAF * TOO_MANY}[kind]
        client = socket.socket()
        client.settimeout(0)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await loop.sock_connect(client, ("127.0.0.1", service.port))
        await loop.sock_sendall(client, asked.encode())
        sockets.append(client)

    async def drip() -> None:
        while kind != "deaf":
            for client in sockets:
                with suppress(OSError):  # cut off
                    client.send(b"x")
            await asyncio.sleep(0.5)

    dripping = asyncio.create_task(drip())
    try:
        yield sockets
    finally:
        dripping.cancel()
        for client in sockets:
            client.close()


@pytest.mark.parametrize("kind", ["head", "body", "deaf"])
async def test_the_others_are_served_meanwhile(stand: Stand, kind: str) -> None:
    async with stand.service() as service:
        await service.database.query(LONG_ITEMS)
        async with clients(service, kind):
            await asyncio.sleep(3)
            async with load(service.port, readers=8, writers=8) as asked:
                await asyncio.sleep(3)

        assert not asked.failures
        assert len(asked) > 16  # how many more is the benchmark's
