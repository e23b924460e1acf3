"""May this process get requests? `/health/live` is answered by the middleware."""

from typing import Any

import structlog
from fastapi import APIRouter

from app.api.deps import ReadSessionDep
from app.api.openapi import problems
from app.core.errors import Unavailable
from app.db.migrations import Standing, standing

router = APIRouter(prefix="/health", tags=["health"])
log = structlog.get_logger()


@router.get("/live")
async def live() -> dict[str, str]:
    """The process answers. Restart it if this fails."""
    return {"status": "ok"}


@router.get("/ready", responses=problems(503))
async def ready(session: ReadSessionDep) -> dict[str, str]:
    """What the service needs answers too. Send no requests while this fails."""
    where = await standing(session)
    if where is Standing.BEHIND:
        raise Unavailable("The database awaits its migrations.")
    return {"status": "ok"}
