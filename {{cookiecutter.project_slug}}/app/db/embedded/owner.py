"""PostgreSQL refuses to run as root: who runs it then."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from app.db.embedded.errors import REMEDY, EmbeddedPostgresError


@dataclass(frozen=True)
class Owner:
    uid: int
    gid: int

    def take(self, path: Path) -> None:
        os.chown(path, self.uid, self.gid)

    def reaches(self, path: Path) -> bool:
        """Whether the mode bits let this user into the folder `path`."""
        return all(self.enters(folder.stat()) for folder in (path, *path.parents))

    def enters(self, folder: os.stat_result) -> bool:
        if folder.st_uid == self.uid:
            return bool(folder.st_mode & stat.S_IXUSR)
        if folder.st_gid == self.gid:
            return bool(folder.st_mode & stat.S_IXGRP)
        return bool(folder.st_mode & stat.S_IXOTH)


def unprivileged_owner(project: Path) -> Owner | None:
    """For root: the owner of the project, else `nobody`; for everybody else: None."""
    if os.geteuid() != 0:
        return None
    try:
        user = pwd.getpwuid(project.stat().st_uid)
        if user.pw_uid == 0:
            user = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root and there is no other user for it: "
            f"run this as an ordinary user, or {REMEDY}."
        ) from None
    return Owner(user.pw_uid, user.pw_gid)
