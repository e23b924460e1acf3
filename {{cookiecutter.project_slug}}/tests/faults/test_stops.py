"""Stopping: others are served until they know, and nothing holds the exit up."""

import asyncio
import signal
import sys
from contextlib import suppress

import pytest
from httpx2 import AsyncClient, ConnectError
from sqlalchemy import URL

from app.db.migrations import ROOT
from tests.databases import on_server
from tests.faults.database import locked, stored
from tests.faults.load import load, until_kept
from tests.faults.process import LONG_WAITS, PATIENCE, process, production

pytestmark = pytest.mark.faults

HEAD = b"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
DRAINING = {"DRAIN_SECONDS": "30", "STOP_SECONDS": "31", **LONG_WAITS}
# Runs the entry, and stops it as soon as it imports a certain module.
STOPPED_AT = """
import os, runpy, signal, sys

class Stop:
    @staticmethod
    def find_spec(name, *_):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGTERM)

sys.meta_path.insert(0, Stop)
runpy.run_module("app", run_name="__main__")
"""


@pytest.mark.parametrize("module", ["uvicorn", "fastapi", "uvicorn.lifespan.on"])
async def test_a_stop_during_the_start_ends_it(database: URL, module: str) -> None:
    starting = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", STOPPED_AT, module),
        cwd=ROOT,
        env=production(database) | {"PORT": "0"},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await asyncio.wait_for(starting.communicate(), PATIENCE)

    assert starting.returncode == 0
    assert b"startup complete" not in output


async def test_a_stop_drains_first_and_then_cuts_what_is_stuck(database: URL) -> None:
    async with locked(database), process(database, **DRAINING) as service:
        client = service.client
        stuck = asyncio.create_task(client.get("/kept"))
        await asyncio.sleep(0.2)
        service.send(signal.SIGTERM)
        await asyncio.sleep(0.2)

        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 503
        async with AsyncClient(base_url=client.base_url) as newcomer:
            served = await newcomer.get("/nowhere")
        assert served.status_code == 404
        assert served.headers["connection"] == "close"

        service.send(signal.SIGTERM)  # they know: no need to wait for the others
        assert (await stuck).status_code == 503
        assert await service.ended() == 0
        with pytest.raises(ConnectError):
            await client.get("/health/live")


async def test_a_deploy_loses_nothing(database: URL) -> None:
    async with process(database, **DRAINING) as service:
        async with load(service.client, 16) as told:
            await until_kept(told, 100)
            service.send(signal.SIGTERM)
            await until_kept(told, len(told.answers) + 16)
        service.send(signal.SIGTERM)

        assert set(told.answers.values()) == {201}
        assert await service.ended() == 0
    assert told.agrees_with(await stored(database))


@pytest.mark.parametrize("late", ["0", "0.3"])
async def test_who_comes_in_as_the_door_closes_is_served(
    database: URL, late: str
) -> None:
    told: list[bytes] = []

    async def keep_coming(port: int) -> None:
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:  # closed: whoever asks knows that nobody heard it
                return
            line = b"lost"
            await asyncio.sleep(0.02)  # a moment in which nobody has asked yet
            with suppress(OSError):
                writer.write(HEAD)
                line = await reader.readline()
            told.append(line)
            writer.transport.abort()

    quick = {"DRAIN_SECONDS": "0.5", "LOG_LEVEL": "error", "LATE_SECONDS": late}
    async with process(database, **quick) as service:
        port = service.client.base_url.port or 0
        async with asyncio.timeout(30), asyncio.TaskGroup() as group:
            for _ in range(16):
                group.create_task(keep_coming(port))
            await asyncio.sleep(0.2)
            service.send(signal.SIGTERM)
        assert await service.ended() == 0

    assert {line[:13] for line in told} == {b"HTTP/1.1 404 "}


async def test_a_queue_at_the_door_is_served_however_long(database: URL) -> None:
    """The loop takes in one of them at a time, and a busy machine does so slowly."""
    async with process(database, DRAIN_SECONDS="0", LOG_LEVEL="error") as service:
        port = service.client.base_url.port or 0
        service.send(signal.SIGSTOP)
        queue = [await asyncio.open_connection("127.0.0.1", port) for _ in range(500)]
        for _, writer in queue:
            writer.write(HEAD)
        service.send(signal.SIGTERM)
        service.send(signal.SIGCONT)
        reading = (reader.readline() for reader, _ in queue)
        told = await asyncio.gather(*reading, return_exceptions=True)
        for _, writer in queue:
            writer.transport.abort()

        assert set(told) == {b"HTTP/1.1 404 Not Found\r\n"}
        assert await service.ended() == 0


async def test_production_never_migrates(database: URL) -> None:
    await on_server(database, "DROP TABLE alembic_version")
    async with process(database, DRAIN_SECONDS="0") as service:
        ready = await service.client.get("/health/ready")
        service.send(signal.SIGTERM)

        assert ready.status_code == 503
        assert "migrations" in ready.json()["detail"]
        assert await service.ended() == 0
