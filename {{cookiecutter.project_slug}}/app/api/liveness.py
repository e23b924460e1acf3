"""The answer to "are you alive?", before anything that could be busy or broken."""

from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

PATH = "/health/live"
START: Message = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"15")],
}
BODY: Message = {"type": "http.response.body", "body": b'{"status":"ok"}'}


class LiveService(FastAPI):
    """FastAPI with a short way for liveness: a tenth of the work, and no log line."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and path_of(scope) == PATH
            and scope["method"] in ("GET", "HEAD")
        ):
            await send(START)
            await send(BODY)
        else:
            await super().__call__(scope, receive, send)


def path_of(scope: Scope) -> str:
    """The path without ROOT_PATH, which a proxy took off and the server put back."""
    path: str = scope["path"]
    return path.removeprefix(scope["root_path"])
