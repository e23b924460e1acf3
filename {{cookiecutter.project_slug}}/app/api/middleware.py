"""The outermost layer: every request gets an id, an answer and a line in the log."""

import asyncio
import re
import time
from uuid import uuid4

import structlog
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.entrance import own_path
from app.api.errors import problem, render
from app.core.errors import AppError, Unavailable

log = structlog.get_logger()

_GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")


class RequestMiddleware:
    """Pure ASGI: no task groups, no copied context, streams untouched.

    No exception leaves: the server would close the connection under the next request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, brief(send))
        elif scope["type"] != "http":
            await self.app(scope, receive, send)
        else:
            await self.respond(scope, receive, send)

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        request_id = request_id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], (b"x-request-id", request_id.encode())]
                if scope["app"].state.draining:
                    headers.append((b"connection", b"close"))
                message = {**message, "headers": headers}
            await send(message)

        failure: Response | None = None
        try:
            await self.app(scope, receive, send_with_id)
        except AppError as error:
            failure = render(error, request_id)
        except asyncio.CancelledError:
            # Only a server that must stop cuts a request.
            stopping = Unavailable("The service is stopping; try again elsewhere.")
            failure = render(stopping, request_id)
        except Exception:
            log.exception("unhandled")
            failure = problem(500, request_id=request_id)
        if failure and not status:
            await failure(scope, receive, send_with_id)
        if not own_path(scope).startswith("/health/"):
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=round((time.perf_counter() - began) * 1000, 1),
            )


def request_id_of(scope: Scope) -> str:
    """The id that a proxy gave the request, or a new one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _GIVEN_ID.fullmatch(value):
            return str(value, "ascii")
    return uuid4().hex


def brief(send: Send) -> Send:
    """A start that fails for a known reason tells the reason, not where it was met."""

    async def send_reason(message: Message) -> None:
        if message["type"] == "lifespan.startup.failed":
            *_, last = message["message"].strip().splitlines()
            kind, _, reason = last.partition(": ")
            if kind.startswith("app."):
                message = {**message, "message": reason}
        await send(message)

    return send_reason
