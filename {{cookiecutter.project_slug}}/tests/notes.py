"""A feature for tests of what is repeated, with a table that can be told to fail."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import FastAPI, Response, status
from httpx2 import AsyncClient
from pydantic import BaseModel
from sqlalchemy import TableClause, func, select, text

from app.api.deps import DatabaseDep, ReadSessionDep, SessionDep
from app.api.idempotency import idempotent
from app.api.routing import Router
from tests.requests import client_of

NOTES = "/notes"
KEYS = "idempotency_keys"
PLAIN = f"{NOTES}/plain"
TWO_STEPS = f"{NOTES}/two-steps"

TABLE = (
    "CREATE TABLE notes (text text)",
    "CREATE SEQUENCE tries",
    "CREATE FUNCTION disturb() RETURNS void LANGUAGE plpgsql AS 'BEGIN END'",
    """CREATE FUNCTION disturb_commit() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN RETURN NEW; END'""",
    """CREATE CONSTRAINT TRIGGER commit AFTER INSERT ON notes
       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION disturb_commit()""",
)
NO_TABLE = (
    "DROP TABLE notes",
    "DROP SEQUENCE tries",
    "DROP FUNCTION disturb(), disturb_commit()",
)
INSERT = text("INSERT INTO notes SELECT :text FROM (SELECT disturb()) AS d")
NOTE = {"text": "Buy milk"}
# What may go wrong.
CONFLICT = "RAISE 'Try again.' USING ERRCODE = '40001'"
KILL = "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1)"

router = Router(prefix=NOTES)


class Note(BaseModel):
    text: str


@router.post("", status_code=status.HTTP_201_CREATED)
@idempotent
async def write_note(
    session: SessionDep, note: Note, response: Response
) -> dict[str, str]:
    await session.execute(INSERT, note.model_dump())
    response.headers["Location"] = f"{NOTES}/{note.text}"
    return {"random": uuid4().hex}


@router.post("/plain", status_code=status.HTTP_201_CREATED)
async def write_plainly(session: SessionDep, note: Note) -> None:
    await session.execute(INSERT, note.model_dump())


@router.post("/two-steps", status_code=status.HTTP_201_CREATED)
async def write_in_two_steps(database: DatabaseDep, note: Note) -> None:
    for _ in range(2):
        async with database.begin() as session:
            await session.execute(INSERT, note.model_dump())


@router.get("")
async def read_notes(session: ReadSessionDep) -> list[str]:
    notes = await session.scalars(text("SELECT text FROM notes, disturb()"))
    return list(notes)


def new_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


@asynccontextmanager
async def taking_notes(service: FastAPI) -> AsyncGenerator[AsyncClient]:
    """Somebody who may use a service that takes notes."""
    await run(service, *TABLE)
    routes = len(service.router.routes)
    service.include_router(router)
    async with client_of(service) as client:
        yield client
    del service.router.routes[routes:]
    await run(service, *NO_TABLE)


async def fail(service: FastAPI, how: str, times: int = 1) -> None:
    """Let so many of the next statements on notes fail."""
    await run(service, function("disturb() RETURNS void", how, "", times))


async def fail_at_commit(service: FastAPI, how: str, times: int = 1) -> None:
    returns = "disturb_commit() RETURNS trigger"
    await run(service, function(returns, how, "RETURN NEW;", times))


def function(signature: str, how: str, answer: str, times: int) -> str:
    return f"""
        CREATE OR REPLACE FUNCTION {signature} LANGUAGE plpgsql AS $$ BEGIN
            IF nextval('tries') <= {times} THEN {how}; END IF; {answer}
        END $$"""


async def run(service: FastAPI, *statements: str) -> None:
    async with service.state.database.begin() as session:
        for statement in statements:
            await session.execute(text(statement))


async def stored(service: FastAPI, table: str = "notes") -> int:
    async with service.state.database.read() as session:
        rows = select(func.count()).select_from(TableClause(table))
        return await session.scalar(rows) or 0
