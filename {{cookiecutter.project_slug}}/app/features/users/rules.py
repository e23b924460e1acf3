"""What protects an account, whatever it is stored in."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from app.core.errors import TooManyRequests, Unauthorized

MAX_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)


def start_of_window() -> datetime:
    """Failures before it do not count any more."""
    return datetime.now(UTC) - FAILURE_WINDOW


def refuse_after(failures: int) -> None:
    if failures >= MAX_FAILURES:
        raise TooManyRequests(
            "Too many wrong passwords for this account; try again later.",
            retry_after=round(FAILURE_WINDOW.total_seconds()),
        )


def user_id(subject: str) -> UUID:
    """Whose access token it is."""
    try:
        return UUID(subject)
    except ValueError:
        raise Unauthorized("This token does not belong to a user.") from None


def digest(value: str) -> str:
    """What is kept in place of a long random secret, or of an account's name."""
    return sha256(value.encode()).hexdigest()
