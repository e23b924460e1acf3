"""HTTP/1.1 as uvicorn reads it, with an end to what is no whole request yet."""

import asyncio
from typing import Any, cast
from uuid import uuid4

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.api.errors import render
from app.core.errors import AppError, BadRequest, HeadersTooLarge, RequestTimeout

MAX_PENDING = 64 * 1024  # bytes; smaller heads are measured when they are complete

log = structlog.get_logger()


class BoundedProtocol(HttpToolsProtocol):
    """Uvicorn keeps whatever comes before the end of a head, and waits for it for ever.

    One client could fill the memory, and stop the loop while it is copied around.
    """

    pending = 0  # bytes since the last end of a head or part of a body
    patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self.arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.pending += len(data)
        super().data_received(data)
        if not self.pending or self.transport.is_closing():
            return
        if self.pending > MAX_PENDING:
            self.refuse(HeadersTooLarge())
        elif not self.patience:
            self.wait()

    def on_headers_complete(self) -> None:
        self.arrived()
        # What comes in trailers is no header: it has passed no check, here or before.
        self.scope["headers"] = [*self.headers]
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self.arrived()
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.arrived()
        super().on_message_complete()

    def wait(self) -> None:
        settings = cast("Any", self.config.app).state.settings
        self.patience = self.loop.call_later(settings.request_seconds, self.give_up)

    def arrived(self) -> None:
        self.pending = 0
        if self.patience:
            self.patience.cancel()
            self.patience = None

    def give_up(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self.wait()  # what was asked before is answered first
        elif self.pending:
            self.refuse(RequestTimeout())
        else:
            self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing to warn of: who asks for another protocol is answered in this one."""

    def send_400_response(self, _msg: str) -> None:
        self.refuse(BadRequest("This is no HTTP request."))

    def refuse(self, error: AppError) -> None:
        """Answer without the service, which knows of no request."""
        request_id = uuid4().hex
        answer = render(error, request_id)
        answer.headers["x-request-id"] = request_id
        answer.headers["connection"] = "close"
        headers = [*self.server_state.default_headers, *answer.raw_headers]
        lines = [b"%s: %s\r\n" % header for header in headers]
        head = [STATUS_LINE[answer.status_code], *lines, b"\r\n"]
        self.transport.write(b"".join([*head, answer.body]))
        self.transport.close()
        log.info("request", status=answer.status_code, request_id=request_id)
