"""`python -m app` as it runs in production: a process, a port, signals."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from blockbuster import BlockBuster
from httpx2 import AsyncClient, ConnectError, HTTPError
from sqlalchemy import URL

from app.db.migrations import ROOT
from tests.databases import clone, on_server

# {%- if cookiecutter.auth == "jwt" %}
from tests.sign_in import KEY, signed_with

# {%- endif %}

pytestmark = pytest.mark.faults


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def process(
    url: URL, **variables: str
) -> AsyncGenerator[tuple[asyncio.subprocess.Process, AsyncClient]]:
    port = free_port()
    environment = {
        "ENVIRONMENT": "production",
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "PORT": str(port),
        # {%- if cookiecutter.auth == "jwt" %}
        "AUTH_SECRET_KEY": KEY,
        # {%- endif %}
        **variables,
    }
    service = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app",
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            # {%- if cookiecutter.auth == "jwt" %}
            client.headers["Authorization"] = f"Bearer {signed_with(KEY)}"
            # {%- endif %}
            await until_alive(client)
            yield service, client
    finally:
        if service.returncode is None:
            service.kill()
        await service.communicate()


async def until_alive(client: AsyncClient) -> None:
    for _ in range(300):
        try:
            if (await client.get("/health/live")).status_code == 200:
                return
        except HTTPError:
            pass
        await asyncio.sleep(0.05)
    pytest.fail("The service does not answer after 30 s.")


@pytest.fixture(autouse=True)
def unwatched(blockbuster: BlockBuster) -> None:
    """Processes are started from the loop here, and ports are looked for."""
    blockbuster.deactivate()


async def test_a_stop_drains_first_and_then_cuts_what_is_stuck(template: URL) -> None:
    patience = {
        "DRAIN_SECONDS": "0.5",
        "STOP_SECONDS": "1.5",
        "DATABASE_STATEMENT_TIMEOUT": "60",
        "DATABASE_LOCK_TIMEOUT": "60",
        "DATABASE_COMMAND_TIMEOUT": "60",
    }
    async with clone(template) as url, process(url, **patience) as (service, client):
        lock = asyncio.create_task(
            on_server(url, "BEGIN; LOCK items; SELECT pg_sleep(8)")
        )
        await asyncio.sleep(0.2)
        stuck = asyncio.create_task(client.get("/api/v1/items", timeout=20))
        await asyncio.sleep(0.2)
        service.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.2)

        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 503
        async with AsyncClient(base_url=client.base_url) as newcomer:
            served = await newcomer.get("/api/v1/nowhere")
        assert served.status_code == 404
        assert served.headers["connection"] == "close"

        assert (await stuck).status_code == 503
        assert await asyncio.wait_for(service.wait(), 10) == 0
        with pytest.raises(ConnectError):
            await client.get("/health/live")
        lock.cancel()


async def test_production_never_migrates(template: URL) -> None:
    async with clone(template) as url:
        await on_server(url, "DROP TABLE alembic_version")
        async with process(url, DRAIN_SECONDS="0") as (service, client):
            ready = await client.get("/health/ready")
            service.send_signal(signal.SIGTERM)

            assert ready.status_code == 503
            assert "migrations" in ready.json()["detail"]
            assert await asyncio.wait_for(service.wait(), 10) == 0
