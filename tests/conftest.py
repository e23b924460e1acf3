"""Ends tests that hang, and removes what baked services keep outside of pytest's temporary folders."""

import shutil
import signal
import time
from collections.abc import Generator
from pathlib import Path

import pytest

# Run by root, a service whose folder other users cannot enter keeps its development data here.
BEYOND_HOMES = Path("/var/tmp/embedded-postgres")  # noqa: S108
STARTED = time.time()
# Seconds for a test and what it waits for: more than any of its commands may take.
LONGEST = 1200


def pytest_configure() -> None:
    """Whoever is told to end does so as after Ctrl-C, which is ignored in the background: fixtures clean up."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test that hangs fails, so that its fixtures end what they have started."""

    def fail(*_: object) -> None:
        pytest.fail(f"{item.nodeid} hangs: it has run for {LONGEST} s")

    signal.signal(signal.SIGALRM, fail)
    signal.alarm(LONGEST)
    try:
        return (yield)
    finally:
        signal.alarm(0)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workerinput") or not BEYOND_HOMES.is_dir():
        return
    for folder in BEYOND_HOMES.iterdir():
        if (folder / "data").is_dir() and folder.stat().st_ctime >= STARTED:
            shutil.rmtree(folder, ignore_errors=True)
