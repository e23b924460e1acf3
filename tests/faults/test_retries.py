"""A POST with an Idempotency-Key may be sent again, whatever happened to the first one."""

import asyncio
import signal
from collections import Counter
from time import monotonic
from uuid import uuid4

import pytest

from tests.faults.client import Answer, Connection
from tests.faults.history import History, Record
from tests.faults.load import ITEMS, item
from tests.faults.service import LONG_WAITS, RunningService, Stand

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults: database")]

CLIENTS = 8  # fewer than connections in the pool: readiness gets one
# Neither done nor refused for good: 409 is that of a first request that still runs.
AGAIN = {409, 503, "refused", "reset", "empty", "partial", "timeout"}


async def befall(stand: Stand, service: RunningService, fault: str) -> None:
    """It is over, and everything runs again, when this returns."""
    match fault:
        case "killed" | "stopped":
            service.send(signal.SIGKILL if fault == "killed" else signal.SIGTERM)
            await service.exit_code(within=60)
            await service.start()
        case "database killed":
            await asyncio.to_thread(stand.postgres.end, signal.SIGKILL)
            await asyncio.to_thread(stand.postgres.start)
        case "connections killed":
            await service.database.hang_up()


async def insist(connection: Connection, history: History) -> list[Answer]:
    """Ask for one thing until it is done, and then once more."""
    key = uuid4().hex
    done: list[Answer] = []
    while len(done) < 2:
        sent = monotonic()
        answer = await connection.request("POST", ITEMS, item(key), f"Idempotency-Key: {key}\r\n")
        history.records.append(Record("insert", key, sent, monotonic(), answer))
        if answer.outcome in AGAIN:
            await asyncio.sleep(0.05)
        else:
            done.append(answer)
    return done


@pytest.mark.parametrize("fault", ["killed", "stopped", "database killed", "connections killed"])
async def test_a_repeated_post_is_done_once_and_answered_alike(stand: Stand, fault: str, *, full: bool) -> None:
    async with stand.service(DRAIN_SECONDS="0.2", **LONG_WAITS) as service:
        history = History()
        stop = asyncio.Event()

        async def client() -> list[list[Answer]]:
            done = []
            with Connection(service.port, timeout=60) as connection:
                while not stop.is_set():
                    done.append(await insist(connection, history))
            return done

        asking = [asyncio.create_task(client()) for _ in range(CLIENTS)]
        for _ in range(5 if full else 1):
            await asyncio.sleep(0.5)
            await befall(stand, service, fault)
        await asyncio.sleep(0.3)
        stop.set()
        answers = [pair for pairs in await asyncio.gather(*asking) for pair in pairs]

        attempts = Counter(record.key for record in history.records)
        # By its clients, or by the service, which runs again what a lost connection undid.
        assert max(attempts.values()) > 2 or '"repeated"' in service.log.read_text()
        assert {answer.outcome for pair in answers for answer in pair} == {201}
        assert all(first.body == second.body for first, second in answers)
        assert await service.database.stored() == dict.fromkeys(attempts, 1)
