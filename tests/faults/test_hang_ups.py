"""Clients that leave before their answer leave nothing behind."""

import asyncio
from time import monotonic
from uuid import uuid4

import pytest

from tests.faults.load import ITEMS, item, load
from tests.faults.service import RunningService, Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: database")]

LEFT_BEHIND = "state LIKE 'idle in transaction%'"
STATEMENT_TIMEOUT = 2.0
MARGIN = 6.0  # for those that waited for their turn, and for a busy machine
SETTLED_WITHIN = 60.0  # what leaks is there for ever
FOR_EVER = {"DATABASE_IDLE_TIMEOUT": "600"}


async def hang_up(service: RunningService, number: int, after: float) -> None:
    """Ask for something, and be gone."""
    _, writer = await asyncio.open_connection("127.0.0.1", service.port)
    body = item(uuid4().hex)
    insert = f"POST {ITEMS} HTTP/1.1\r\nHost: service\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    read = f"GET {ITEMS}?limit=5 HTTP/1.1\r\nHost: service\r\n\r\n"
    writer.write(f"{insert}\r\n\r\n".encode() + body if number % 2 else read.encode())
    await asyncio.sleep(after)
    writer.transport.abort()


async def test_a_thousand_of_them_leak_nothing(stand: Stand) -> None:
    async with stand.service(**FOR_EVER, DATABASE_POOL_TIMEOUT="60") as service:
        for _ in range(20):
            await asyncio.gather(*(hang_up(service, number, after=number / 1000) for number in range(50)))
        assert await service.database.settled(SETTLED_WITHIN)
        descriptors = service.descriptors()
        async with load(service.port, readers=32, writers=32) as asked:
            await asyncio.sleep(1)

        assert await service.database.backends(LEFT_BEHIND) == 0
        assert not asked.failures
        assert descriptors < 60
        assert max((await service.database.stored()).values(), default=0) <= 1


async def test_a_statement_outlives_its_client_only_so_long(stand: Stand) -> None:
    async with stand.service(**FOR_EVER) as service:
        async with service.database.locked():
            await asyncio.gather(*(hang_up(service, number, after=0.2) for number in range(64)))
            until = monotonic() + SETTLED_WITHIN
            while not await service.database.backends("wait_event_type = 'Lock'"):
                assert monotonic() < until
            began = monotonic()
            while await service.database.backends("wait_event_type = 'Lock'"):
                assert monotonic() - began < STATEMENT_TIMEOUT + MARGIN
                await asyncio.sleep(0.05)
        async with load(service.port, readers=4, writers=4) as asked:
            await asyncio.sleep(0.5)

        assert await service.database.backends(LEFT_BEHIND) == 0
        assert not asked.failures
