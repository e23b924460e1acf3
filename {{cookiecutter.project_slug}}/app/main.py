"""The composition root: the only module that knows every part."""

import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

from anyio import to_thread
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from app import about
from app.api import docs, errors, health, openapi
from app.api.admission import AdmissionMiddleware
from app.api.entrance import Service
from app.api.limits import LimitsMiddleware
from app.api.middleware import RequestMiddleware
from app.core.config import Settings, SettingsError, get_settings
from app.core.logging import configure_logging
from app.db.capacity import tell_capacity
from app.db.database import Database
from app.db.migrations import revisions, upgrade
from app.db.server import database_server
from app.db.session import create_engine
from app.wiring import FEATURES

API_PREFIX = "/api/v1"


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    settings: Settings = app.state.settings
    configure_logging(settings)
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(database_server(settings))
        if settings.environment == "development":
            await upgrade(settings, url)
        engine = create_engine(settings, url)
        stack.push_async_callback(engine.dispose)
        app.state.database = Database.on(engine, settings)
        ours = await to_thread.run_sync(revisions)
        app.state.readiness = health.Readiness(app.state.database, ours)
        # Tells the log what is in the way.
        if await app.state.readiness.obstacle() is None:
            await tell_capacity(app.state.database, settings)
        for feature in FEATURES:
            if feature.lifespan:
                await stack.enter_async_context(feature.lifespan(app))
        yield


def create_app(settings: Settings | None = None) -> FastAPI:
    """Put the service together; nothing is opened before it starts."""
    settings = settings or settings_or_exit()
    app = Service(
        title=about.TITLE,
        description=about.DESCRIPTION,
        version=about.VERSION,
        lifespan=lifespan,
        generate_unique_id_function=openapi.operation_id,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"operation_spans": False},
    )
    app.state.settings = settings
    app.state.draining = False
    errors.install(app)
    # The last is the outermost.
    app.add_middleware(AdmissionMiddleware, settings=settings)
    app.add_middleware(LimitsMiddleware, settings=settings)
    app.add_middleware(RequestMiddleware)
    if settings.cors_origins:  # a browser must be able to read errors, too
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=[
                "Idempotency-Replayed",
                "Location",
                "Retry-After",
                "X-Request-ID",
            ],
        )
    for feature in FEATURES:
        if feature.is_mounted(settings):
            app.include_router(feature.router, prefix=API_PREFIX)
    app.include_router(health.router)
    openapi.document_problems(app)
    if settings.docs_enabled:
        docs.install(app)
    return app


def settings_or_exit() -> Settings:
    try:
        return get_settings()
    except SettingsError as error:
        sys.exit(f"The settings are not right: {error}")


app = create_app()
