"""What can go wrong, in the language of the domain.

    AppError                  500
    ├── BadRequest            400   and the connection is closed
    ├── Unauthorized          401
    ├── Forbidden             403
    ├── NotFound              404
    ├── RequestTimeout        408   and the connection is closed
    ├── Conflict              409
    ├── ContentTooLarge       413
    ├── UriTooLong            414
    ├── Unprocessable         422
    ├── HeadersTooLarge       431
    └── RetryLater                  with Retry-After
        ├── TooManyRequests   429
        └── Unavailable       503

Raise one anywhere with a sentence for the caller; `app.api.errors` renders it.
A case that callers must tell apart is a subclass beside the code that raises it.
"""

from http import HTTPStatus
from typing import ClassVar


class AppError(Exception):
    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, detail: str | None = None) -> None:
        self.detail = detail or self.status.description or self.status.phrase
        super().__init__(self.detail)

    @property
    def headers(self) -> dict[str, str]:
        return {}


class BadRequest(AppError):
    status = HTTPStatus.BAD_REQUEST

    @property
    def headers(self) -> dict[str, str]:
        return {"Connection": "close"}  # what follows may be no request, either


class Unauthorized(AppError):
    status = HTTPStatus.UNAUTHORIZED

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class Forbidden(AppError):
    status = HTTPStatus.FORBIDDEN


class NotFound(AppError):
    status = HTTPStatus.NOT_FOUND


class RequestTimeout(AppError):
    status = HTTPStatus.REQUEST_TIMEOUT

    @property
    def headers(self) -> dict[str, str]:
        return {"Connection": "close"}  # the rest of the body must not be waited for


class Conflict(AppError):
    status = HTTPStatus.CONFLICT


class ContentTooLarge(AppError):
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class UriTooLong(AppError):
    status = HTTPStatus.REQUEST_URI_TOO_LONG


class Unprocessable(AppError):
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class HeadersTooLarge(AppError):
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


class RetryLater(AppError):
    """The same request may succeed after `retry_after` seconds."""

    def __init__(self, detail: str | None = None, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class TooManyRequests(RetryLater):
    status = HTTPStatus.TOO_MANY_REQUESTS


class Unavailable(RetryLater):
    status = HTTPStatus.SERVICE_UNAVAILABLE
