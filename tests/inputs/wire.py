"""Bytes to a socket and back, with nothing in between that would put them right."""

import json
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 30.0  # seconds for an answer; well-formed requests ask for the connection to be closed


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes
    raw: bytes = field(repr=False)

    def problem(self) -> dict[str, Any]:
        assert self.headers["content-type"] == "application/problem+json"
        document: dict[str, Any] = json.loads(self.body)
        return document


def exchange(port: int, request: bytes, patience: float = PATIENCE) -> Answer | None:
    """The one answer to these bytes; None if the server waits for more."""
    with socket.create_connection(("127.0.0.1", port), patience) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before it has read all
            connection.sendall(request)
        received = b""
        with suppress(TimeoutError, ConnectionResetError):
            while part := connection.recv(65536):
                received += part
    return parse(received) if received else None


def parse(raw: bytes) -> Answer:
    head, _, body = raw.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100 "):
        head, _, body = body.partition(b"\r\n\r\n")
    start, *lines = head.decode("latin-1").split("\r\n")
    assert start.startswith("HTTP/1.1 "), raw[:200]
    headers = dict(line.lower().split(": ", 1) for line in lines)
    # A second answer here would be a request that was smuggled in.
    length = int(headers.get("content-length", len(body)))
    assert len(body) in (length, 0), raw[-500:]
    return Answer(int(start.split()[1]), headers, body, raw)
