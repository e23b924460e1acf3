"""Clients that ask, one request after another on a connection each, until they are told to stop."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from uuid import uuid4

from tests.faults.client import REFUSED, Answer, Connection
from tests.faults.history import History, Record

ITEMS = "/api/v1/items"
PAUSE = 0.02  # seconds after a refusal, so that the machine is left to the service


async def read(connection: Connection, history: History) -> Answer:
    return await recorded(connection, history, "read", "", ("GET", f"{ITEMS}?limit=5"))


async def insert(connection: Connection, history: History, headers: str = "") -> Answer:
    key = uuid4().hex
    return await recorded(connection, history, "insert", key, ("POST", ITEMS, item(key), headers))


def item(key: str) -> bytes:
    return json.dumps({"title": key}).encode()


async def recorded(
    connection: Connection,
    history: History,
    kind: str,
    key: str,
    request: tuple[str, str] | tuple[str, str, bytes, str],
) -> Answer:
    sent = monotonic()
    answer = await connection.request(*request)
    history.records.append(Record(kind, key, sent, monotonic(), answer))
    return answer


@asynccontextmanager
async def load(
    port: int, *, readers: int = 0, writers: int = 0, keep_alive: bool = True, obedient: bool = False
) -> AsyncIterator[History]:
    """Stops asking at the end, and then waits for what is under way.

    `obedient`: comes back when `Retry-After` says, and not at once.
    """
    history = History()
    stop = asyncio.Event()

    async def client(kind: str) -> None:
        with Connection(port) as connection:
            while not stop.is_set():
                answer = await (read if kind == "read" else insert)(connection, history)
                if not keep_alive:
                    connection.close()
                if obedient and answer.outcome == 503:
                    await until(stop, float(answer.headers["retry-after"]))
                elif answer.outcome in (503, REFUSED):
                    await until(stop, PAUSE)

    async with asyncio.TaskGroup() as clients:
        for kind in ["read"] * readers + ["insert"] * writers:
            clients.create_task(client(kind))
        try:
            yield history
        finally:
            stop.set()


async def until(stop: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        pass
