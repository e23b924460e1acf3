"""Where the data lies: in the project, or beyond homes that only root may enter."""

import hashlib
import logging
import os
import stat
from pathlib import Path

from app.db.embedded.errors import REMEDY, EmbeddedPostgresError
from app.db.embedded.owner import Owner

logger = logging.getLogger(__name__)

BEYOND_HOMES = Path("/var/tmp/embedded-postgres")  # noqa: S108 - only root's, see below
FILES = ("clients.lock", "server.lock", "log")


def data_folder(wanted: Path, owner: Owner | None) -> Path:
    if owner is None or owner.reaches(wanted.parent):
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    folder = beyond_homes(f"{wanted.parent.name}-{digest}")
    logger.warning(
        "PostgreSQL does not run as root and its user cannot reach %s: "
        "the data is kept in %s",
        wanted,
        folder,
    )
    return folder


def beyond_homes(name: str) -> Path:
    """Return the path of that name in a folder of root's that every user can enter."""
    BEYOND_HOMES.mkdir(exist_ok=True)
    found = BEYOND_HOMES.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
        raise EmbeddedPostgresError(
            f"{BEYOND_HOMES} belongs to another user: remove it, or {REMEDY}."
        )
    BEYOND_HOMES.chmod(0o755)
    return BEYOND_HOMES / name


def prepare(folder: Path, owner: Owner | None) -> None:
    """Make the folder and the files that clients and supervisor find one another by."""
    folder.mkdir(mode=0o700, exist_ok=True)
    ignore = folder / ".gitignore"
    ignore.write_text("*\n")
    files = [folder / name for name in FILES]
    for file in files:
        file.touch()
    if owner:
        for path in (folder, ignore, *files):
            owner.take(path)
