"""A baked service as it runs in production: its own process, real PostgreSQL, a port of its own."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from tests.ports import free_port
from tests.services import Service, environment

PASSWORD = "a long enough one"  # noqa: S105
DATABASE = """
import sys
from app.db.embedded import temporary_server
with temporary_server() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True)
class Running:
    port: int
    pid: int
    log: Path
    token: str | None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> bytes:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        with urlopen(Request(self.url + path, headers=headers), timeout=30) as answer:  # noqa: S310
            content: bytes = answer.read()
        return content

    def memory(self) -> int:
        """Resident bytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def running(service: Service, folder: Path) -> Iterator[Running]:
    """The service with its defaults, and somebody signed in where it has users."""
    port = free_port()
    log = folder / "service.log"
    with service.held(DATABASE) as url, log.open("wb") as output:
        settings = {
            "ENVIRONMENT": "production",
            "DATABASE_URL": url,
            "AUTH_SECRET_KEY": "k" * 40,
            "PORT": str(port),
            "DRAIN_SECONDS": "0",
            "AUTH_ACCESS_TOKEN_MINUTES": "60",
        }
        migrated = Service(service.folder, settings)
        migrated.run("alembic", "upgrade", "head")
        process = subprocess.Popen(
            [service.folder / ".venv/bin/python", "-m", "app"],
            cwd=service.folder,
            env={**environment(), **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
        try:
            until_ready(port, process, log)
            yield Running(port, process.pid, log, token(port))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def until_ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=30).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(log.read_text())


def token(port: int) -> str | None:
    """Of a new user; None where the service has no users."""
    base = f"http://127.0.0.1:{port}"
    paths = json.load(urlopen(f"{base}/openapi.json"))["paths"]  # noqa: S310
    if "/api/v1/auth/token" not in paths:
        return None
    body = json.dumps({"email": "signed-in@example.com", "password": PASSWORD}).encode()
    urlopen(Request(f"{base}/api/v1/users", body, {"Content-Type": "application/json"})).close()  # noqa: S310
    form = f"username=signed-in@example.com&password={PASSWORD.replace(' ', '+')}".encode()
    with urlopen(Request(f"{base}/api/v1/auth/token", form)) as answer:  # noqa: S310
        access_token: str = json.load(answer)["access_token"]
    return access_token
