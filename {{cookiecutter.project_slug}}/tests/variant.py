"""The same service with other settings."""

from anyio import to_thread
from fastapi import FastAPI

from app.core.config import Settings
from app.main import create_app


async def variant(app: FastAPI, **changes: object) -> FastAPI:
    """On the same database, and with whatever else the lifespan of `app` made."""
    settings: Settings = app.state.settings.model_copy(update=changes)
    other = await to_thread.run_sync(create_app, settings)
    other.state._state |= {**app.state._state, "settings": settings}
    return other
