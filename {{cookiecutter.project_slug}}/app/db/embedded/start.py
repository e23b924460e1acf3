"""Start the supervisor of a new server, and explain why it could not."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from app.db.embedded import supervisor
from app.db.embedded.binaries import find_binaries
from app.db.embedded.errors import REMEDY, EmbeddedPostgresError
from app.db.embedded.owner import Owner
from app.db.embedded.reloader import reloader_pid

TIMEOUT = 120.0  # seconds, enough for the recovery after a crash
SPEED_OVER_SAFETY = {
    "autovacuum": "off",
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "synchronous_commit": "off",
    "wal_level": "minimal",
}


def start(folder: Path, owner: Owner | None, lock: int, *, temporary: bool) -> str:
    """Return the folder of the sockets; the lock passes on to the server."""
    binaries = find_binaries(owner)
    check_version(folder, binaries.major)
    order = supervisor.Order(
        folder=str(folder),
        binaries=str(binaries.folder),
        initdb=initdb_options(binaries.major, temporary=temporary),
        settings=server_settings(binaries.major, temporary=temporary),
        server_lock=lock,
        owner=(owner.uid, owner.gid) if owner else None,
        reloader=None if temporary else reloader_pid(),
        temporary=temporary,
    )
    log = folder / "log"
    sockets = supervise(order, log)
    if not sockets:
        see = "" if temporary else f"see {log}, or "
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL did not start ({reason(log)}): {see}{REMEDY}."
        )
    return sockets


def supervise(order: supervisor.Order, log: Path) -> str:
    """Return what the supervisor reports; nothing if it could not start the server."""
    command = [sys.executable, "-I", "-S", supervisor.__file__]
    with log.open("wb") as errors, suppress(subprocess.TimeoutExpired):
        return subprocess.run(  # noqa: S603 - our own script
            [*command, json.dumps(asdict(order))],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            pass_fds=[order.server_lock],
            start_new_session=True,
            timeout=TIMEOUT,
            check=False,
        ).stdout
    return ""


def check_version(folder: Path, major: int) -> None:
    version = folder / "data" / "PG_VERSION"
    if version.exists() and (made_by := version.read_text().strip()) != str(major):
        raise EmbeddedPostgresError(
            f"The data in {folder} was made by PostgreSQL {made_by}, this is {major}: "
            "delete the folder to begin anew, "
            f"or set PG_BINDIR to the programs of PostgreSQL {made_by}."
        )


def initdb_options(major: int, *, temporary: bool) -> list[str]:
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8"]
    if major >= 17:  # noqa: PLR2004 - the first with a locale of its own
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    if temporary:
        options.append("--no-sync")
    return options


def server_settings(major: int, *, temporary: bool) -> dict[str, str]:
    if not temporary:
        return {}
    clone = {"file_copy_method": "clone"} if major >= 18 else {}  # noqa: PLR2004
    return SPEED_OVER_SAFETY | clone


def reason(log: Path) -> str:
    """Return the line that tells most: PostgreSQL's last lines are its farewell."""
    lines = log.read_text(errors="replace").splitlines() or ["no word in the log"]
    telling = [line for line in lines if "FATAL:" in line or "error:" in line]
    return (telling or lines)[-1].strip().rstrip(".")
