"""A real PostgreSQL for development and tests, from the programs in a wheel.

Its clients hold a lock that the kernel drops however they die. `supervisor.py`
waits for that lock, and then stops the server.
"""

import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from app.db.embedded.errors import REMEDY, EmbeddedPostgresError

__all__ = ["EmbeddedPostgresError", "development_server", "temporary_server"]


@contextmanager
def development_server(folder: Path) -> Generator[str]:
    """Yield the URL of the server with its data in `folder`, shared by all clients."""
    require_posix()
    from app.db.embedded.client import shared  # noqa: PLC0415 - not on Windows

    with shared(folder.absolute()) as url:
        yield url


@contextmanager
def temporary_server() -> Generator[str]:
    """Yield the URL of an empty server: fast, not durable, gone without trace."""
    require_posix()
    from app.db.embedded.client import temporary  # noqa: PLC0415 - not on Windows

    with temporary() as url:
        yield url


def require_posix() -> None:
    if os.name != "posix":
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL needs Linux or macOS: {REMEDY}."
        )
