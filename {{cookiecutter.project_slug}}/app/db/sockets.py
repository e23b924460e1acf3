"""How long the network may be silent before a connection counts as lost.

Without limits a peer that was cut off without a word is waited for for hours.
"""

import socket
from typing import Any

import asyncpg

from app.core.config.database import DatabaseSettings

PROBES = 3  # unanswered ones that end a connection

# PostgreSQL's name of each option, and ours; a platform may lack one of them.
OPTIONS = {
    "tcp_keepalives_idle": getattr(socket, "TCP_KEEPIDLE", None),
    "tcp_keepalives_interval": getattr(socket, "TCP_KEEPINTVL", None),
    "tcp_keepalives_count": getattr(socket, "TCP_KEEPCNT", None),
    "tcp_user_timeout": getattr(socket, "TCP_USER_TIMEOUT", None),
}


def limits(settings: DatabaseSettings) -> dict[str, int]:
    """What the TCP layer is told at either end: seconds, the last one milliseconds."""
    silence = max(PROBES, round(settings.database_keepalive))
    return {
        "tcp_keepalives_idle": silence,
        "tcp_keepalives_interval": silence // PROBES,
        "tcp_keepalives_count": PROBES,
        "tcp_user_timeout": round(settings.database_tcp_timeout * 1000),
    }


def bound_silence(connection: asyncpg.Connection, settings: DatabaseSettings) -> None:
    """Set our end's limits; the server sets its own from what we send at the start."""
    # asyncpg has no option for it, and no public way to its socket.
    transport: Any = connection._transport  # type: ignore[attr-defined] # noqa: SLF001
    ours = transport.get_extra_info("socket")
    if ours.family == socket.AF_UNIX:
        return
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in limits(settings).items():
        if (option := OPTIONS[name]) is not None:
            ours.setsockopt(socket.IPPROTO_TCP, option, value)
