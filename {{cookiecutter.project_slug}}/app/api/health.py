"""Does the process live, and may it get requests?"""

import asyncio
from time import monotonic
from typing import Annotated, cast

import structlog
from fastapi import APIRouter, Depends, Request
from sqlalchemy.exc import DBAPIError

from app.api.openapi import problems
from app.core.errors import AppError, Unavailable
from app.db.database import Database
from app.db.errors import translate
from app.db.migrations import Revisions, Standing, standing

TIMEOUT = 0.3  # seconds for the database to answer
MAX_AGE = 0.4  # seconds that an answer holds, however many ask

router = APIRouter(prefix="/health", tags=["health"])
log = structlog.get_logger()


class Readiness:
    """Whether the database answers and has all migrations, asked at most now and then.

    Tells the log when that changes, and only then.
    """

    def __init__(self, database: Database, revisions: Revisions) -> None:
        self._database = database
        self._revisions = revisions
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._obstacle: AppError | None = None
        self._answer: asyncio.Task[Standing] | None = None
        self._warned = False

    async def obstacle(self) -> AppError | None:
        """Why requests should go elsewhere, or None."""
        async with self._asking:
            if monotonic() - self._asked_at > MAX_AGE:
                before, self._obstacle = self._obstacle, await self._ask()
                self._asked_at = monotonic()
                if str(self._obstacle) != str(before):
                    log.warning("readiness", obstacle=str(self._obstacle or "none"))
            return self._obstacle

    async def _ask(self) -> AppError | None:
        # Not cut short: over a slow network the first connection takes longer than
        # TIMEOUT, and if it were cut each time it would never be there. But what came
        # after its time may be old by now: only the connection is of use.
        if self._answer and self._answer.done():
            self._answer.exception()
            self._answer = None
        answer = self._answer = self._answer or asyncio.create_task(self._look())
        await asyncio.wait([answer], timeout=TIMEOUT)
        if not answer.done():
            return Unavailable("No answer of the database in time.")
        self._answer = None
        try:
            where = answer.result()
        except Unavailable as error:
            return error
        except DBAPIError as error:
            log.warning("readiness", error=str(error.orig))
            return translate(error) or Unavailable("The database refuses to answer.")
        if where is Standing.BEHIND:
            return Unavailable("The database awaits its migrations.")
        if where is Standing.AHEAD and not self._warned:
            self._warned = True
            log.warning("readiness", warning="The database is ahead of this code.")
        return None

    async def _look(self) -> Standing:
        async with self._database.read() as session:
            return await standing(session, self._revisions)


async def get_readiness(request: Request) -> Readiness:
    return cast("Readiness", request.app.state.readiness)


@router.head("/live", include_in_schema=False)
@router.get("/live")
async def live() -> dict[str, str]:
    """The process answers. Restart it if this fails."""
    # For the document only: `Service` has answered.
    return {"status": "ok"}


@router.head("/ready", include_in_schema=False)
@router.get("/ready", responses=problems(503))
async def ready(
    request: Request, readiness: Annotated[Readiness, Depends(get_readiness)]
) -> dict[str, str]:
    """What the service needs answers too. Send no requests while this fails."""
    if request.app.state.draining:
        raise Unavailable("The service is stopping.")
    if obstacle := await readiness.obstacle():
        raise obstacle
    return {"status": "ok"}
