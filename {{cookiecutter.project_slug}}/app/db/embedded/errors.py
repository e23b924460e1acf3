from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

REMEDY = "set DATABASE_URL to the address of a PostgreSQL server"


class EmbeddedPostgresError(RuntimeError):
    """No embedded PostgreSQL: the message is one sentence that says what to do."""


@contextmanager
def explained(folder: Path) -> Generator[None]:
    """Say in one sentence what the system has against our use of the folder."""
    try:
        yield
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL cannot use {folder} ({error.strerror}): "
            f"make that possible, or {REMEDY}."
        ) from error
