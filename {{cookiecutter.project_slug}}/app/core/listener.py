"""Stop listening without cutting off whoever is just coming in."""

import ctypes
import os
import socket
import struct
import sys
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector

SO_ATTACH_FILTER = 26
# For Linux' packet filter, on a TCP header: drop what asks for a new connection (SYN,
# in the flags at byte 13), and let the rest through.
_DROP_NEWCOMERS = (
    (0x30, 0, 0, 13),
    (0x45, 0, 1, 0x02),
    (0x06, 0, 0, 0),
    (0x06, 0, 0, 0xFFFFFFFF),
)


def turn_away_newcomers(listener: int) -> None:
    """Let nobody else into the queue of this listening socket.

    Closing it would reset the connections in its queue: accepted by the kernel, their
    requests perhaps sent. Who is turned away asks again, and finds the port closed.
    """
    if sys.platform != "linux":
        return
    steps = b"".join(struct.pack("HBBI", *step) for step in _DROP_NEWCOMERS)
    code = ctypes.create_string_buffer(steps)
    program = struct.pack("HP", len(_DROP_NEWCOMERS), ctypes.addressof(code))
    with socket.socket(fileno=os.dup(listener)) as same, suppress(OSError):
        same.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)


def has_newcomers(listener: int) -> bool:
    """Whether anybody stands in the queue of this listening socket."""
    with DefaultSelector() as queue:
        queue.register(listener, EVENT_READ)
        return bool(queue.select(0))
