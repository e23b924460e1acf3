"""How the process stops."""

from app.core.config import Settings
from app.server import LAST_RESORT

GRACE = 25  # seconds; platforms kill after 30


def test_a_stop_ends_before_the_platform_kills() -> None:
    """ADR-0024: a process that is killed loses requests, and says that it crashed."""
    assert Settings.model_fields["stop_seconds"].default + LAST_RESORT < GRACE
