"""What is refused for its head, or for its size, before it counts for anything."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.head import refusal
from app.core.config.server import ServerSettings
from app.core.errors import BadRequest, ContentTooLarge, RequestTimeout


class LimitsMiddleware:
    """Pass on requests that are small enough, and have arrived whole.

    So somebody who sends slowly is waited for here, where it costs nobody a place.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self.max_body_size = settings.max_body_size
        self.timeout = settings.request_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            if error := refusal(scope, self.max_body_size):
                raise error
            if has_body(scope):
                if any(name == b"upgrade" for name, _ in scope["headers"]):
                    # Uvicorn's parser would take the body for the next request.
                    raise BadRequest("A request to upgrade can have no body here.")
                receive = await self.arrived(receive)
        await self.app(scope, receive, send)

    async def arrived(self, receive: Receive) -> Receive:
        """The same stream, once all of the body is there."""
        try:
            async with asyncio.timeout(self.timeout):
                whole = await read(receive, self.max_body_size)
        except TimeoutError:
            raise RequestTimeout from None
        messages = [whole]

        async def receive_whole() -> Message:
            return messages.pop() if messages else await receive()

        return receive_whole


def has_body(scope: Scope) -> bool:
    return any(
        name == b"transfer-encoding" or (name == b"content-length" and value != b"0")
        for name, value in scope["headers"]
    )


async def read(receive: Receive, max_body_size: int) -> Message:
    """All parts of the body as one; the first message that is no part of it."""
    parts = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return message
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > max_body_size:
            raise ContentTooLarge
        if not message.get("more_body", False):
            return {**message, "body": b"".join(parts)}
