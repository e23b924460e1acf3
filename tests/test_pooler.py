"""The service behind PgBouncer in transaction mode, where two requests may share a connection."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.baking import bake
from tests.ports import free_port
from tests.services import Service

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not shutil.which("pgbouncer"), reason="pgbouncer is not installed (Debian: apt install pgbouncer)"
    ),
]

# Resetting after each transaction is the hardest case: whatever was kept on a connection is gone.
POOLER = """
[databases]
* = host={host} port=5432 user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
server_reset_query_always = 1
"""

# Reads and writes by many at once, while the pooler passes its three connections around.
REQUESTS = """
import asyncio, sys
from httpx2 import ASGITransport, AsyncClient
from app.main import app

def client():
    return AsyncClient(transport=ASGITransport(app), base_url="http://service", timeout=60)

async def main():
    async with app.router.lifespan_context(app), client() as caller:
        async def work(number):
            created = await caller.post("/api/v1/items", json={"title": f"Lamp {number}"})
            read = await caller.get(created.headers["location"])
            listed = await caller.get("/api/v1/items")
            return [created.status_code, read.status_code, listed.status_code]
        print(sorted({code for codes in await asyncio.gather(*map(work, range(200))) for code in codes}))

asyncio.run(main())
"""


# The development server, for as long as standard input is open: the folder of its socket.
SERVER = """
import sys
from sqlalchemy import make_url
from app.db.embedded import development_server
from app.db.server import FOLDER
with development_server(FOLDER) as url:
    print(make_url(url).query["host"], flush=True)
    sys.stdin.read()
"""


@contextmanager
def pooler(folder: Path, host: str) -> Iterator[int]:
    port = free_port()
    settings = folder / "pgbouncer.ini"
    settings.write_text(POOLER.format(host=host, port=port))
    command = ["pgbouncer", "-q", *(["-u", "nobody"] if os.geteuid() == 0 else []), str(settings)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            until_listening(port)
            yield port
        finally:
            process.terminate()


def until_listening(port: int) -> None:
    for _ in range(1000):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("pgbouncer does not listen after 50 s")


def test_many_requests_share_few_connections_and_none_fails(tmp_path: Path) -> None:
    service = Service(bake(tmp_path, auth="none"))
    service.uv("sync", "--quiet")
    service.run("alembic", "upgrade", "head")
    with ExitStack() as stack:
        host = stack.enter_context(service.held(SERVER))
        port = stack.enter_context(pooler(tmp_path, host))
        settings = {
            "ENVIRONMENT": "production",
            "DATABASE_POOLER": "true",
            # All may wait for their turn, however slow the machine.
            **{f"DATABASE_{limit}_TIMEOUT": "60" for limit in ("POOL", "STATEMENT", "COMMAND")},
            "QUEUE_SECONDS": "60",
            "REQUEST_SECONDS": "60",
            "DATABASE_URL": f"postgres://postgres@127.0.0.1:{port}/postgres",
            "LOG_LEVEL": "error",
        }
        behind = Service(service.folder, settings)

        assert behind.run("python", "-c", REQUESTS).splitlines()[-1] == "[200, 201]"
