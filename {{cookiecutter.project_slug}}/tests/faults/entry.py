"""The service with two paths of the tests' own: faults need no feature of it."""

from sqlalchemy import text

from app.__main__ import main
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

if __name__ == "__main__":
    main()
