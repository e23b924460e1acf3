"""How many requests are worked on at once, and for how long."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.entrance import READY, own_path
from app.core.config.server import ServerSettings
from app.core.errors import Unavailable
from app.core.turns import Turns


class AdmissionMiddleware:
    """Work on as many requests as are done well, let few wait, refuse the rest early.

    A request holds its place until its answer begins: who reads slowly, or gets a
    stream, holds none. Until then it may be cancelled; afterwards never.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings) -> None:
        self.app = app
        self.timeout = settings.request_seconds
        self.places = Turns(
            settings.max_requests, settings.queue_seconds, settings.max_queue
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and own_path(scope) != READY:
            await self.serve(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.places.take()
        holding = True

        async def send_and_leave(message: Message) -> None:
            nonlocal holding
            if holding:
                holding = False
                self.places.give_back()
                if not deadline.expired():
                    deadline.reschedule(None)
            await send(message)

        deadline = asyncio.timeout(self.timeout)
        try:
            async with deadline:
                await self.app(scope, receive, send_and_leave)
        except TimeoutError:
            if not deadline.expired():
                raise
            raise Unavailable("This took too long; try again soon.") from None
        finally:
            if holding:
                self.places.give_back()
