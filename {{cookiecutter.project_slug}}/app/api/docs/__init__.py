"""`/docs` and `/redoc` from files of our own: offline, and under a strict CSP."""

import mimetypes
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path

import fastapi_offline
from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

HERE = Path(__file__).parent
ASSETS = Path(fastapi_offline.__file__).parent / "static"
PAGES = {
    "/docs": "swagger.html",
    "/docs/swagger.js": "swagger.js",
    "/redoc": "redoc.html",
}
CSP = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Assets(StaticFiles):
    """Always whole files: a range that is wrong, Starlette refuses in plain text."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [header for header in scope["headers"] if header[0] != b"range"]
        await super().__call__({**scope, "headers": headers}, receive, send)


def install(app: FastAPI) -> None:
    """Pages refer to what they need by relative paths, so any ROOT_PATH will do."""
    mimetypes.init()  # reads files: now, and not in the first request
    app.mount("/docs/assets", Assets(directory=ASSETS))
    for path, name in PAGES.items():
        app.get(path, include_in_schema=False)(page(name, app.title))

    @app.get("/openapi.json", include_in_schema=False)
    async def document(request: Request) -> JSONResponse:
        # Made on first use, in a tenth of a second that others need not wait for.
        schema = await to_thread.run_sync(app.openapi)
        root = request.scope.get("root_path")
        return JSONResponse({**schema, "servers": [{"url": root}]} if root else schema)


def page(name: str, title: str) -> Callable[[], Awaitable[Response]]:
    text = (HERE / name).read_text(encoding="utf-8")
    content = text.replace("<title>API<", f"<title>{escape(title)}<").encode()
    media_type = mimetypes.guess_type(name)[0]

    async def answer() -> Response:
        return Response(
            content, headers={"Content-Security-Policy": CSP}, media_type=media_type
        )

    return answer
