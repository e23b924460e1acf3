"""What is refused for its size, before anything is looked up."""

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from app.core.errors import AppError, ContentTooLarge, HeadersTooLarge, UriTooLong

MAX_TARGET = 8 * 1024  # bytes of path and query
MAX_HEADERS = 32 * 1024  # bytes of names and values


def refusal(scope: Scope, max_body_size: int) -> AppError | None:
    """The error that the head of this request deserves, if any."""
    target = len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"])
    if target > MAX_TARGET:
        return UriTooLong()
    size = 0
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"content-length" and value.isdigit() and int(value) > max_body_size:
            return ContentTooLarge()
    return HeadersTooLarge() if size > MAX_HEADERS else None


def counted(receive: Receive, max_body_size: int) -> Receive:
    """Stop reading a body of undeclared length at the limit."""
    size = 0

    async def receive_counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > max_body_size:
            raise HTTPException(413)  # FastAPI makes a 400 of anything else
        return message

    return receive_counted
