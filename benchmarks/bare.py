"""The service without the layers that keep its promises: each request is a line in the log, and that is all."""

import time
from uuid import uuid4

import structlog
from app import server as entry
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

log = structlog.get_logger()


class Log:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        status = 0

        async def send_status(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        await self.app(scope, receive, send_status)
        if scope["type"] == "http":
            milliseconds = round((time.perf_counter() - began) * 1000, 1)
            log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=milliseconds,
                request_id=uuid4().hex,
            )


entry.app.user_middleware.clear()
entry.app.add_middleware(Log)
vars(entry)["BoundedProtocol"] = HttpToolsProtocol
entry.serve()
