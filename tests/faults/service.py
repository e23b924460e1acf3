"""A baked service as it runs in production: a process, a port, signals."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.baking import bake
from tests.faults.client import ask
from tests.faults.postgres import Database, Postgres
from tests.ports import free_port
from tests.services import Service, environment

MODEL = "model"  # the migrated database that every test gets a copy of
UP_WITHIN = 180.0
ENTRY = ("python", "-m", "app")
# So that nothing is refused or cut only because the machine is slow.
LONG_WAITS = {f"DATABASE_{name}_TIMEOUT": "60" for name in ("POOL", "STATEMENT", "LOCK", "COMMAND")} | {
    "QUEUE_SECONDS": "60",
    "REQUEST_SECONDS": "60",
}


class RunningService:
    def __init__(self, folder: Path, database: Database, way: int | None, settings: dict[str, str]) -> None:
        self.folder = folder
        self.database = database
        self.port = free_port()
        url = {"DATABASE_URL": database.url(way)}
        self.environment = {**environment(), "ENVIRONMENT": "production", **url, "PORT": str(self.port), **settings}
        self.log = folder.parent / f"{database.name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self, *command: str) -> None:
        """Return when it is ready."""
        program, *arguments = command or ENTRY
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [self.folder / ".venv/bin" / program, *arguments],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + UP_WITHIN
        while (await ask(self.port, "/health/ready", timeout=30)).outcome != 200:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            await asyncio.sleep(0.05)

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def send(self, number: signal.Signals) -> float:
        """Return when it was sent."""
        os.kill(self.pid, number)
        return time.monotonic()

    async def exit_code(self, within: float) -> int:
        assert self.process
        return await asyncio.to_thread(self.process.wait, within)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def memory(self) -> int:
        """Resident megabytes."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.pid}/fd"))  # noqa: PTH208


@dataclass(frozen=True)
class Stand:
    """An installed service and a PostgreSQL, for one fault after another."""

    folder: Path
    postgres: Postgres
    way: int | None = None  # another port that leads to PostgreSQL

    @asynccontextmanager
    async def service(self, **settings: str) -> AsyncIterator[RunningService]:
        """Started on an empty database of its own."""
        async with self.stopped_service(**settings) as service:
            await service.start()
            yield service

    @asynccontextmanager
    async def stopped_service(self, **settings: str) -> AsyncIterator[RunningService]:
        """Killed at the end if it runs."""
        service = RunningService(self.folder, self.postgres.database(MODEL), self.way, settings)
        try:
            yield service
        finally:
            if service.is_running():
                service.send(signal.SIGKILL)
            if service.process:
                service.process.wait()


@contextmanager
def stand(orm: str = "sqlalchemy") -> Iterator[Stand]:
    # Not below pytest's folder: PostgreSQL runs as a user who must get there.
    with TemporaryDirectory(prefix="faults-", dir="/tmp") as name:
        scratch = Path(name)
        scratch.chmod(0o755)
        baked = Service(bake(scratch, orm=orm, auth="none"))
        baked.uv("sync", "--quiet", "--no-default-groups", "--group", "postgres")
        postgres = Postgres(baked.folder, scratch)
        postgres.start()
        try:
            postgres.query(f"CREATE DATABASE {MODEL}")
            url = {"ENVIRONMENT": "production", "DATABASE_URL": Database(postgres, MODEL).url()}
            Service(baked.folder, url).run("--no-sync", "alembic", "upgrade", "head")
            yield Stand(baked.folder, postgres)
        finally:
            postgres.end(signal.SIGINT)
            postgres.log.close()
