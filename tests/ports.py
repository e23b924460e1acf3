"""Ports of this machine that nobody listens on."""

import socket
from contextlib import suppress
from secrets import choice

# Below those that the system gives to clients: one of them would be there before a slow start.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    while True:
        port = choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
