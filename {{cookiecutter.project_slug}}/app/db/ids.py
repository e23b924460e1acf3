"""Identifiers in the order of their making: UUID version 7 (RFC 9562, method 3)."""

import os
from time import time_ns
from uuid import UUID

_last = 0


def uuid7() -> UUID:
    """48 bits of milliseconds, 12 bits of a fraction of one, 62 random bits.

    Never smaller than the one before in this process, so `ORDER BY id` is the order
    of creation. Python 3.14 has it in its library.
    """
    global _last  # noqa: PLW0603
    # Units of 1/4096 ms. A clock that stands or steps back must not break the order.
    _last = max(_last + 1, time_ns() * 4096 // 1_000_000)
    milliseconds, fraction = divmod(_last, 4096)
    random = int.from_bytes(os.urandom(8)) >> 2
    return UUID(
        int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random
    )
