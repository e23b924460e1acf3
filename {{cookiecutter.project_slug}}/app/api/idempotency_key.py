"""The header Idempotency-Key: what it looks like, and what it stands for."""

import hmac
import re
from hashlib import sha256
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError

from app.api.openapi import problems

HEADER = "Idempotency-Key"
# A string in quotes, as RFC 8941 has them, or the same without quotes.
PATTERN = r'^(?:"[!#-\[\]-~]{1,255}"|[!#-~]{1,255})$'


def given_key(request: Request) -> str:
    values = request.headers.getlist(HEADER)
    if len(values) == 1 and re.fullmatch(PATTERN, values[0]):
        return values[0].strip('"')
    message = "Should be one key of 1 to 255 visible ASCII characters"
    where = ("header", HEADER.lower())
    raise RequestValidationError([{"type": "key", "loc": where, "msg": message}])


def scope_of(request: Request, operation: str, key: str) -> bytes:
    """Whose key it is, and for what. Of two callers, neither sees the other's."""
    caller = getattr(request.state, "caller", "")
    return sha256(f"{operation} {key} {caller}".encode()).digest()


async def fingerprint_of(request: Request, key: str) -> bytes:
    """Whether it is the same request.

    It may hold a secret. The key, which is not kept, makes its hash useless to
    whoever reads the table.
    """
    path: str = request.scope["path"]
    target = path.encode() + b"?" + request.scope["query_string"] + b"\n"
    return hmac.digest(key.encode(), target + await request.body(), "sha256")


def documented(options: dict[str, Any]) -> dict[str, Any]:
    """The options of a path operation, with what its clients should know."""
    parameter = {
        "name": HEADER,
        "in": "header",
        "required": False,
        "description": "A UUID that is new for each thing to do. Send the request again"
        " with the same key when there was no answer: it is done once.",
        "schema": {"type": "string", "maxLength": 257, "pattern": PATTERN},
    }
    return {
        **options,
        "responses": {**problems(409, 422), **(options.get("responses") or {})},
        "openapi_extra": {"parameters": [parameter]}
        | (options.get("openapi_extra") or {}),
    }
