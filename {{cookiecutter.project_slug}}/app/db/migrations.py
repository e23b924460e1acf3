"""Where the database stands among the migrations that this code knows."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy import URL, Connection, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from app.core.config.database import DatabaseSettings
from app.db.errors import sqlstate
from app.db.session import create_engine

ROOT = Path(__file__).parents[2]
VERSIONS = ROOT / "migrations" / "versions"

UNDEFINED_TABLE = "42P01"

_APPLIED = text("SELECT version_num FROM alembic_version")


class Standing(StrEnum):
    CURRENT = "current"
    BEHIND = "behind"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Revisions:
    """All revisions of this code, and the last of each branch."""

    known: frozenset[str]
    heads: frozenset[str]


def revisions(folder: Path = VERSIONS) -> Revisions:
    """Read the files without running them: Alembic is a third of a second to import."""
    known: set[str] = set()
    replaced: set[str] = set()
    for path in folder.glob("*.py"):
        values = {
            node.target.id: ast.literal_eval(node.value)
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.AnnAssign)
            and isinstance(node.target, ast.Name)
            and node.value is not None
        }
        known.add(values["revision"])
        down = values["down_revision"] or ()
        replaced.update([down] if isinstance(down, str) else down)
    return Revisions(frozenset(known), frozenset(known - replaced))


async def standing(session: AsyncSession, ours: Revisions) -> Standing:
    """Compare the database with the code; a newer database serves older code too."""
    try:
        applied = set((await session.scalars(_APPLIED)).all())
    except ProgrammingError as error:
        if sqlstate(error) != UNDEFINED_TABLE:
            raise
        return Standing.BEHIND  # nothing was ever migrated
    if applied == ours.heads:
        return Standing.CURRENT
    return Standing.AHEAD if applied - ours.known else Standing.BEHIND


def engine_for_migrations(settings: DatabaseSettings, url: URL) -> AsyncEngine:
    """One patient connection: a migration may take minutes, and wait for another."""
    patient = {
        "database_pool_size": 1,
        "database_command_timeout": 3600,
        "database_statement_timeout": 3600,
        "database_lock_timeout": 3600,
    }
    return create_engine(settings.model_copy(update=patient), url)


async def run_on(
    settings: DatabaseSettings, url: URL, step: Callable[[Connection], None]
) -> None:
    """Take one step of a migration on a connection of its own."""
    engine = engine_for_migrations(settings, url)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(step)
    finally:
        await engine.dispose()


async def upgrade(settings: DatabaseSettings, url: URL) -> None:
    """Migrate to the newest revision. Only development does this in the web process."""
    from alembic import command  # noqa: PLC0415 - production never needs it
    from alembic.config import Config  # noqa: PLC0415

    def step(connection: Connection) -> None:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    await run_on(settings, url, step)
