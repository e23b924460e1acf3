"""Stop listening without cutting off whoever is just coming in."""

import asyncio
import os
import socket
from contextlib import suppress


def close(server: asyncio.Server) -> list[socket.socket]:
    """Let the loop listen no more, and return the sockets, which still do."""
    listeners = [socket.socket(fileno=os.dup(each.fileno())) for each in server.sockets]
    server.close()
    return listeners


def accept_all(listener: socket.socket) -> list[socket.socket]:
    """Take everybody out of the queue of this listening socket, and close it.

    Closed with somebody in it, it would reset their connections: accepted by the
    kernel, their requests perhaps sent. Who comes later finds the port closed.
    """
    newcomers = []
    listener.setblocking(False)
    with listener, suppress(OSError):  # the queue is empty
        while True:
            newcomers.append(listener.accept()[0])
    return newcomers
