"""What is refused by its head alone, before anything is read or looked up."""

from starlette.types import Scope

from app.core.errors import AppError, ContentTooLarge, HeadersTooLarge, UriTooLong

MAX_TARGET = 8 * 1024  # bytes of path and query
MAX_HEADERS = 32 * 1024  # bytes of names and values


def check_head(scope: Scope, max_body_size: int) -> AppError | None:
    """The error that the head of this request deserves, if any.

    A body of undeclared length is counted by FastAPI while it comes in.
    """
    if len(scope["raw_path"]) + len(scope["query_string"]) > MAX_TARGET:
        return UriTooLong()
    size = 0
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"content-length" and int(value) > max_body_size:
            return ContentTooLarge()
    return HeadersTooLarge() if size > MAX_HEADERS else None
