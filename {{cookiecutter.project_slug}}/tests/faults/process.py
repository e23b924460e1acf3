"""The service as it runs in production: a process, a port, signals."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from secrets import choice
from time import monotonic

import pytest
from httpx2 import AsyncClient, HTTPError, Limits
from sqlalchemy import URL

from app.db.migrations import ROOT

# {%- if cookiecutter.auth == "jwt" %}
from tests.sign_in import KEY

# {%- endif %}

# No limit of the database's, so that none is met only because the machine is slow.
LONG_WAITS = {
    "DATABASE_POOL_TIMEOUT": "60",
    "DATABASE_STATEMENT_TIMEOUT": "60",
    "DATABASE_LOCK_TIMEOUT": "60",
    "DATABASE_COMMAND_TIMEOUT": "60",
    "REQUEST_SECONDS": "60",
}
PATIENCE = 120.0  # seconds, for whatever comes by itself: machines may be busy
# Below those that the system gives to clients: one would be there before a slow start.
PORTS = range(20_000, 32_000)


@dataclass
class Process:
    system: asyncio.subprocess.Process
    client: AsyncClient

    def send(self, number: signal.Signals) -> None:
        self.system.send_signal(number)

    async def ended(self, within: float = PATIENCE) -> int:
        return await asyncio.wait_for(self.system.wait(), within)


@asynccontextmanager
async def process(url: URL, **variables: str) -> AsyncGenerator[Process]:
    """Started, alive, and killed at the end if it still runs."""
    port = free_port()
    system = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.faults.entry",
        cwd=ROOT,
        env=production(url) | {"PORT": str(port)} | variables,
    )
    try:
        async with AsyncClient(
            base_url=f"http://127.0.0.1:{port}", timeout=20, limits=Limits()
        ) as client:
            await until_ok(client, "/health/live")
            yield Process(system, client)
    finally:
        if system.returncode is None:
            system.kill()
        await system.wait()


def production(url: URL) -> dict[str, str]:
    return {
        "ENVIRONMENT": "production",
        "DATABASE_URL": url.render_as_string(hide_password=False),
        # {%- if cookiecutter.auth == "jwt" %}
        "AUTH_SECRET_KEY": KEY,
        # {%- endif %}
    }


async def until_ok(client: AsyncClient, path: str) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until:
        with suppress(HTTPError):
            if (await client.get(path)).status_code == 200:
                return
        await asyncio.sleep(0.05)
    pytest.fail(f"{path} is not 200 in time.")


def free_port() -> int:
    while True:
        port = choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
