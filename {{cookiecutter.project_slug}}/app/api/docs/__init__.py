"""`/docs` and `/redoc` from files of our own: offline, and under a strict CSP."""

import mimetypes
from pathlib import Path

import fastapi_offline
from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse
from starlette.staticfiles import StaticFiles

HERE = Path(__file__).parent
ASSETS = Path(fastapi_offline.__file__).parent / "static"
CSP = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; worker-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install(app: FastAPI) -> None:
    """Pages refer to what they need by relative paths, so any ROOT_PATH will do."""
    mimetypes.init()  # reads files: now, and not in the first request
    app.mount("/docs/assets", StaticFiles(directory=ASSETS))

    @app.get("/openapi.json", include_in_schema=False)
    async def document(request: Request) -> JSONResponse:
        # Made on first use, in a tenth of a second that others need not wait for.
        schema = await to_thread.run_sync(app.openapi)
        root = request.scope.get("root_path")
        return JSONResponse({**schema, "servers": [{"url": root}]} if root else schema)

    @app.get("/docs", include_in_schema=False)
    async def swagger() -> FileResponse:
        return page("swagger.html")

    @app.get("/docs/swagger.js", include_in_schema=False)
    async def swagger_start() -> FileResponse:
        return page("swagger.js")

    @app.get("/redoc", include_in_schema=False)
    async def redoc() -> FileResponse:
        return page("redoc.html")


def page(name: str) -> FileResponse:
    return FileResponse(HERE / name, headers={"Content-Security-Policy": CSP})
