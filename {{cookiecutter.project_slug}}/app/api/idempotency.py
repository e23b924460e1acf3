"""A POST with an Idempotency-Key may be sent again: it is done once.

@router.post("", status_code=status.HTTP_201_CREATED)
@idempotent
async def create_order(session: SessionDep, data: OrderCreate) -> Order:
"""

import hmac
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec, TypeVar

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from app.api.idempotency_key import fingerprint_of, given_key, scope_of
from app.core.errors import Conflict, RetryLater
from app.db import idempotency
from app.db.base import now

P = ParamSpec("P")
T = TypeVar("T")
Endpoint = Callable[P, Awaitable[T]]
Handler = Callable[[Request], Awaitable[Response]]

REPLAYED = "Idempotency-Replayed"

_MARK = "__idempotent__"
_attempt: ContextVar["Attempt | None"] = ContextVar("attempt", default=None)


class StillRunning(RetryLater):
    status = HTTPStatus.CONFLICT


@dataclass(slots=True)
class Attempt:
    """One of the times that a request with a key came in."""

    request: Request
    operation: str
    scope: bytes = b""
    fingerprint: bytes = b""
    replayed: bool = False

    @property
    def session(self) -> AsyncSession:
        session: AsyncSession = self.request.state.session
        return session

    async def earlier_answer(self) -> Response | None:
        """The answer of the first time; None if this is the first.

        Raises:
            RequestValidationError: that is no key.
            StillRunning: the first time is now.
            Conflict: the key belongs to another request.
        """
        key = given_key(self.request)
        self.scope = scope_of(self.request, self.operation, key)
        self.fingerprint = await fingerprint_of(self.request, key)
        if not await idempotency.lock(self.session, self.scope):
            raise StillRunning(
                "The first request with this Idempotency-Key still runs."
            )
        found = await idempotency.find(self.session, self.scope)
        if found is None:
            return None
        if not hmac.compare_digest(found.fingerprint, self.fingerprint):
            raise Conflict("This Idempotency-Key was used for another request.")
        self.replayed = True
        answer = Response(found.body, found.status, {REPLAYED: "true"})
        del answer.headers["content-length"]  # among those of the first time
        for name, value in found.headers:
            answer.headers.append(name, value)
        return answer

    async def keep(self, response: Response) -> None:
        """Keep what is about to be answered, in the transaction that it tells of."""
        if self.replayed:
            return
        settings = self.request.app.state.settings
        answer = {
            "scope": self.scope,
            "fingerprint": self.fingerprint,
            "status": response.status_code,
            "headers": response.headers.items(),
            "body": bytes(response.body),
            "expires_at": now() + timedelta(hours=settings.idempotency_hours),
        }
        await idempotency.keep(self.session, answer)


def idempotent(endpoint: Endpoint[P, T]) -> Endpoint[P, T | Response]:
    """Do what is asked once for each Idempotency-Key, and answer the same each time.

    The caller is known and the input is valid by the time that this runs: what one was
    told, nobody else is.
    """

    @wraps(endpoint)
    async def once(*args: P.args, **kwargs: P.kwargs) -> T | Response:
        attempt = _attempt.get()
        if attempt and (answer := await attempt.earlier_answer()):
            return answer
        return await endpoint(*args, **kwargs)

    setattr(once, _MARK, True)
    return once


def is_idempotent(endpoint: Callable[..., Any]) -> bool:
    return hasattr(endpoint, _MARK)


async def answer_once(handler: Handler, request: Request, operation: str) -> Response:
    """Let `handler` answer, and keep its answer before its transaction ends."""
    attempt = Attempt(request, operation)
    token = _attempt.set(attempt)
    try:
        response = await handler(request)
    finally:
        _attempt.reset(token)
    await attempt.keep(response)
    return response
