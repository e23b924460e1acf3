"""Runs PostgreSQL as its child, and stops it when no client holds the lock.

Started by its path, by an interpreter that knows nothing of this project.
"""

import ctypes
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PATIENCE = 10.0  # seconds for an orderly stop
LONGEST_SOCKET_FOLDER = 70  # the system's limit for the whole path is about 104
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8",
    "PATH": os.defpath,
    "TZ": "UTC",
}


@dataclass(frozen=True)
class Order:
    """What a client wants; `server_lock` is a descriptor that comes already locked."""

    folder: str
    binaries: str
    initdb: list[str]
    settings: dict[str, str]
    server_lock: int
    owner: tuple[int, int] | None  # user and group, when the client is root
    reloader: int | None
    temporary: bool


def main(order: Order) -> None:
    folder = Path(order.folder)
    sockets = Path(tempfile.mkdtemp(prefix="pg-", dir=socket_parent(order)))
    with (folder / "clients.lock").open("rb") as clients:
        try:
            give(sockets, order)
            server = start(order, sockets)
            threading.Thread(
                target=stop_when_unused, args=(server, clients, order), daemon=True
            ).start()
            if is_ready(server, folder / "data"):
                report(str(sockets))
            server.wait()
        finally:
            report("")
            shutil.rmtree(sockets, ignore_errors=True)
            if order.temporary:
                fcntl.flock(clients, fcntl.LOCK_EX)
                shutil.rmtree(folder, ignore_errors=True)


def socket_parent(order: Order) -> str:
    parent = tempfile.gettempdir()
    if order.owner or len(parent) > LONGEST_SOCKET_FOLDER:
        return "/tmp"  # noqa: S108 - mkdtemp makes the name
    return parent


def give(path: Path, order: Order) -> None:
    if order.owner:
        os.chown(path, *order.owner)


def start(order: Order, sockets: Path) -> subprocess.Popen[bytes]:
    data = Path(order.folder, "data")
    # Whoever holds the server's lock is alone: what is left here is of the dead.
    (data / "postmaster.pid").unlink(missing_ok=True)
    if not data.exists():
        create(data, order)
    settings = {"listen_addresses": "", "unix_socket_directories": str(sockets)}
    settings |= order.settings
    options = [f"--{name}={value}" for name, value in settings.items()]
    return run(order, "postgres", "-D", str(data), *options)


def create(data: Path, order: Order) -> None:
    """Run initdb in a folder of another name: half of a database is none."""
    unfinished = data.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    give(unfinished, order)
    if run(order, "initdb", "-D", str(unfinished), *order.initdb).wait() != 0:
        sys.exit(1)
    unfinished.rename(data)


def run(order: Order, program: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the client's own programs
        [f"{order.binaries}/{program}", *arguments],
        cwd="/",
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        user=order.owner[0] if order.owner else None,
        group=order.owner[1] if order.owner else None,
        extra_groups=[] if order.owner else None,
        pass_fds=[order.server_lock],
        preexec_fn=end_with_supervisor,  # noqa: PLW1509 - no thread runs yet
    )


def end_with_supervisor() -> None:
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGINT)


def is_ready(server: subprocess.Popen[bytes], data: Path) -> bool:
    while True:
        with suppress(FileNotFoundError):
            if (data / "postmaster.pid").read_text().rstrip().endswith("ready"):
                return True
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.01)
            return False


def report(sockets: str) -> None:
    """Tell the client, who reads until nobody has the other end open."""
    with suppress(BrokenPipeError):
        os.write(sys.stdout.fileno(), sockets.encode())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def stop_when_unused(
    server: subprocess.Popen[bytes], clients: BinaryIO, order: Order
) -> None:
    if order.reloader is not None:
        wait_for_exit(order.reloader)
    fcntl.flock(clients, fcntl.LOCK_EX)  # kept to the end: who comes now starts anew
    server.send_signal(signal.SIGINT)
    threading.Event().wait(PATIENCE)
    server.send_signal(signal.SIGQUIT)


def wait_for_exit(process: int) -> None:
    with suppress(ProcessLookupError):
        if sys.platform == "linux":
            poll = select.poll()
            poll.register(os.pidfd_open(process), select.POLLIN)
            poll.poll()
        elif sys.platform == "darwin":
            watch = select.kevent(
                process,
                select.KQ_FILTER_PROC,
                select.KQ_EV_ADD | select.KQ_EV_ONESHOT,
                select.KQ_NOTE_EXIT,
            )
            select.kqueue().control([watch], 1)


if __name__ == "__main__":
    # Ignored signals would stay ignored in PostgreSQL; handled ones do not.
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    if os.fork() == 0:  # nobody's child, so that no client has to wait for it
        main(Order(**json.loads(sys.argv[1])))
