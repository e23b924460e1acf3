"""How a bad request is written down: a name, the bytes, and the statuses that are right."""

import json
from dataclasses import dataclass
from typing import Any

# Is in what is sent, and must not be in any answer.
MARKER = b"f6b2-marker"
TOKEN = b"@TOKEN@"  # the test puts a valid one in its place

ITEMS = b"/api/v1/items"
ITEM = ITEMS + b"/01a1fe3d-221a-7e86-8bec-c5949d1d75a9"  # a good id of nobody
HOST = b"Host: localhost\r\n"
BEARER = b"Authorization: Bearer " + TOKEN + b"\r\n"
CLOSE = b"Connection: close\r\n"


@dataclass(frozen=True)
class Case:
    name: str
    request: bytes
    statuses: tuple[int, ...]
    # A request that is cut: to wait for the rest, or to hang up, is right.
    may_wait: bool = False

    @property
    def is_refusal(self) -> bool:
        return min(self.statuses) >= 400


def malformed(name: str, request: bytes, *others: int, may_wait: bool = False) -> Case:
    """What is not HTTP, or could be read in two ways."""
    return Case(name, request, (400, *others), may_wait=may_wait)


def head(method: bytes, target: bytes, *lines: bytes) -> bytes:
    return method + b" " + target + b" HTTP/1.1\r\n" + HOST + BEARER + b"".join(line + b"\r\n" for line in lines)


def get(name: str, target: bytes, *statuses: int, method: bytes = b"GET", lines: tuple[bytes, ...] = ()) -> Case:
    return Case(name, head(method, target, *lines) + CLOSE + b"\r\n", statuses)


def send(  # noqa: PLR0913 - parts of a request, most of them as usual
    name: str,
    body: bytes,
    *statuses: int,
    method: bytes = b"POST",
    target: bytes = ITEMS,
    kind: bytes | None = b"application/json",
    lines: tuple[bytes, ...] = (),
) -> Case:
    if kind is not None:
        lines = (*lines, b"Content-Type: " + kind)
    lines = (*lines, b"Content-Length: %d" % len(body))
    return Case(name, head(method, target, *lines) + CLOSE + b"\r\n" + body, statuses)


def raw(name: str, body: bytes, *lines: bytes, others: tuple[int, ...] = ()) -> Case:
    """A POST whose framing is in doubt."""
    return malformed(name, head(b"POST", ITEMS, b"Content-Type: application/json", *lines) + b"\r\n" + body, *others)


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()
