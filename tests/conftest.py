"""Removes what baked services keep outside of pytest's temporary folders."""

import shutil
import time
from pathlib import Path

import pytest

# Run by root, a service whose folder other users cannot enter keeps its development data here.
BEYOND_HOMES = Path("/var/tmp/embedded-postgres")  # noqa: S108
STARTED = time.time()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput") or not BEYOND_HOMES.is_dir():
        return
    for folder in BEYOND_HOMES.iterdir():
        if (folder / "data").is_dir() and folder.stat().st_ctime >= STARTED:
            shutil.rmtree(folder, ignore_errors=True)
