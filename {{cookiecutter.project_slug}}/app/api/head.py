"""The head of a request: what is refused before anything is looked up or read."""

import re

from starlette.types import Scope

from app.core.errors import (
    AppError,
    BadRequest,
    ContentTooLarge,
    HeadersTooLarge,
    UriTooLong,
)

MAX_TARGET = 8 * 1024  # bytes of path and query
MAX_HEADERS = 32 * 1024  # bytes of names and values

# RFC 3986, section 3.2.2, with a port.
_HOST = re.compile(rb"(\[[\w.:~!$&'()*+,;=-]+\]|[\w.~!$&'()*+,;=%-]*)(:[0-9]*)?")


def refusal(scope: Scope, max_body_size: int) -> AppError | None:
    """The error that the head of this request deserves, if any."""
    target = len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
    if target > MAX_TARGET:
        return UriTooLong()
    size = 0
    hosts = []
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"host":
            hosts.append(value)
        elif name == b"content-length":
            if value.isdigit() and int(value) > max_body_size:
                return ContentTooLarge()
        elif name == b"transfer-encoding" and value.strip().lower() != b"chunked":
            return BadRequest("The only Transfer-Encoding that is known is chunked.")
    if size > MAX_HEADERS:
        return HeadersTooLarge()
    return (
        None if names_one_host(hosts, scope) else BadRequest("Host must name one host.")
    )


def names_one_host(hosts: list[bytes], scope: Scope) -> bool:
    """As RFC 9112, section 3.2, asks: a proxy might see another host than we do."""
    if not hosts:
        return bool(scope["http_version"] < "1.1")
    return len(hosts) == 1 and _HOST.fullmatch(hosts[0]) is not None
