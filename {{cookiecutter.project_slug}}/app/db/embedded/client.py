"""Find the server of a folder, or start it, and keep it alive with a shared lock."""

import fcntl
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from app.db.embedded.errors import EmbeddedPostgresError, explained
from app.db.embedded.owner import Owner, unprivileged_owner
from app.db.embedded.places import data_folder, prepare
from app.db.embedded.reloader import end_with_reloader, reloader_pid
from app.db.embedded.start import start

TIMEOUT = 60.0  # seconds for another client to start the server
STOP_TIMEOUT = 10.0  # seconds for the server to end; it goes on by itself after that
GRACE = 0.5  # seconds for the supervisor to see that the last client has gone


@contextmanager
def shared(wanted: Path) -> Generator[str]:
    end_with_reloader()
    with explained(wanted):
        owner = unprivileged_owner(wanted.parent)
        folder = data_folder(wanted, owner)
    try:
        with attached(folder, owner, temporary=False) as url:
            yield url
    finally:
        if reloader_pid() is None:  # else it goes on until the reloader ends
            wait_for_end(folder)


@contextmanager
def temporary() -> Generator[str]:
    parent = "/tmp" if os.geteuid() == 0 else None  # noqa: S108 - mkdtemp is safe
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=parent))
    try:
        owner = unprivileged_owner(folder)
        prepare(folder, owner)
        with (folder / "server.lock").open("rb") as server:
            try:
                with attached(folder, owner, temporary=True) as url:
                    yield url
            finally:
                fcntl.flock(server, fcntl.LOCK_EX)  # free when the server has ended
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def attached(folder: Path, owner: Owner | None, *, temporary: bool) -> Generator[str]:
    with ExitStack() as held:
        with explained(folder):
            prepare(folder, owner)
            clients = held.enter_context((folder / "clients.lock").open("rb"))
            fcntl.flock(clients, fcntl.LOCK_SH)
        # A fork shares the lock, and could outlive this process.
        os.register_at_fork(after_in_child=clients.close)
        sockets = find_or_start(folder, owner, temporary=temporary)
        yield f"postgresql+asyncpg://postgres@/postgres?host={quote(sockets)}"


def find_or_start(folder: Path, owner: Owner | None, *, temporary: bool) -> str:
    deadline = time.monotonic() + TIMEOUT
    with (folder / "server.lock").open("rb") as lock:
        while time.monotonic() < deadline:
            if sockets := running(folder):
                return sockets
            if takes(lock, fcntl.LOCK_EX):
                return start(folder, owner, lock.fileno(), temporary=temporary)
            time.sleep(0.02)  # noqa: TID251 - others start it; this runs in a thread
    raise EmbeddedPostgresError(
        f"The PostgreSQL of another process in {folder} does not become ready: "
        f"end that process, or see {folder / 'log'}."
    )


def wait_for_end(folder: Path) -> None:
    """Let the last client outlive the server, so that nothing is left when it exits."""
    started = time.monotonic()
    with (
        suppress(OSError),  # somebody deleted the data to begin again
        (folder / "clients.lock").open("rb") as clients,
        (folder / "server.lock").open("rb") as server,
    ):
        while not takes(server, fcntl.LOCK_EX):
            waited = time.monotonic() - started
            if takes(clients, fcntl.LOCK_EX):
                if waited > GRACE:
                    return  # the supervisor does not want it: it waits for a reloader
                fcntl.flock(clients, fcntl.LOCK_UN)
            elif takes(clients, fcntl.LOCK_SH) or waited > STOP_TIMEOUT:
                return  # shared with other clients, or held by a stop that hangs
            time.sleep(0.01)  # noqa: TID251 - this runs in a thread


def takes(lock: BinaryIO, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def running(folder: Path) -> str | None:
    """Return the folder of the sockets if the server answers there."""
    with suppress(OSError, IndexError):
        lines = (folder / "data" / "postmaster.pid").read_text().splitlines()
        port, sockets, status = lines[3], lines[4], lines[7]
        if status.strip() == "ready":
            with socket.socket(socket.AF_UNIX) as connection:
                connection.connect(f"{sockets}/.s.PGSQL.{port}")
            return sockets
    return None
