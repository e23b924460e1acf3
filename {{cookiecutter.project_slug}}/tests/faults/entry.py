"""The service with two paths of the tests' own: faults need no feature of it."""

import os
import time

from sqlalchemy import text

from app import server
from app.api.deps import ReadSessionDep, SessionDep
from app.api.routing import Router
from app.main import app

router = Router()


@router.put("/kept/{key}", status_code=201)
async def keep(session: SessionDep, key: str) -> None:
    await session.execute(text("INSERT INTO kept VALUES (:key)"), {"key": key})


@router.get("/kept")
async def kept(session: ReadSessionDep) -> list[str]:
    return list(await session.scalars(text("SELECT key FROM kept")))


app.include_router(router)


class LateServer(server.Server):
    """On a machine with too much to do: its loop is late as the door closes."""

    def stop(self) -> None:
        super().stop()
        time.sleep(float(os.environ["LATE_SECONDS"]))  # noqa: TID251 - late on purpose


if __name__ == "__main__":
    if "LATE_SECONDS" in os.environ:
        server.Server = LateServer  # type: ignore[misc]
    server.serve()
