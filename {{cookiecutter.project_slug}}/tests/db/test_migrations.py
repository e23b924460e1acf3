"""Migrations forward and back, and what the service makes of where they stand."""

import asyncio
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from blockbuster import BlockBuster
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import URL, Connection, text

from app.api import health
from app.core.config import Settings
from app.db.migrations import ROOT, VERSIONS, revisions, run_on
from app.db.session import create_engine
from tests.databases import clone
from tests.requests import anonymous_client_of

CONCURRENTLY = """
from alembic import op

revision: str = "concurrently"
down_revision: str | None = {head!r}


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.execute("CREATE INDEX CONCURRENTLY i ON alembic_version (version_num)")
    op.execute("CREATE TABLE seen AS SELECT current_setting('lock_timeout') AS it")
"""


def alembic(connection: Connection | None = None) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    return config


async def run(settings: Settings, url: URL, *steps: Callable[[Config], object]) -> None:
    """Take `steps` one after another, each with a connection of its own."""
    for step in steps:
        await run_on(settings, url, partial(taken, step))


def taken(step: Callable[[Config], object], connection: Connection) -> None:
    step(alembic(connection))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer about readiness holds for the next question."""
    monkeypatch.setattr(health, "MAX_AGE", -1.0)


async def ready(service: FastAPI) -> Response:
    async with anonymous_client_of(service) as client:
        return await client.get("/health/ready")


async def set_revision(service: FastAPI, revision: str) -> None:
    async with service.state.database.begin() as session:
        await session.execute(
            text("UPDATE alembic_version SET version_num = :it"), {"it": revision}
        )


def test_there_is_one_head() -> None:
    assert len(revisions().heads) == 1


def test_revisions_are_read_as_alembic_reads_them() -> None:
    scripts = ScriptDirectory.from_config(alembic())

    assert revisions().heads == set(scripts.get_heads())
    assert revisions().known == {each.revision for each in scripts.walk_revisions()}


async def test_every_migration_can_be_taken_back(
    defaults: Settings, template: URL, blockbuster: BlockBuster
) -> None:
    blockbuster.deactivate()  # Alembic reads its scripts
    async with clone(template) as url:
        await run(
            defaults,
            url,
            lambda config: command.downgrade(config, "base"),
            lambda config: command.upgrade(config, "head"),
            command.check,
        )


async def test_a_migration_never_waits_long_for_a_table(
    defaults: Settings, template: URL, blockbuster: BlockBuster, tmp_path: Path
) -> None:
    blockbuster.deactivate()
    (head,) = revisions().heads
    (tmp_path / "concurrently.py").write_text(CONCURRENTLY.format(head=head))

    def upgrade(config: Config) -> None:
        config.set_main_option("path_separator", "newline")
        config.set_main_option("version_locations", f"{VERSIONS}\n{tmp_path}")
        command.upgrade(config, "head")

    async with clone(template) as url:
        await run(defaults, url, upgrade)
        engine = create_engine(defaults, url)
        async with engine.connect() as connection:
            assert await connection.scalar(text("SELECT it FROM seen")) == "5s"
        await engine.dispose()


@pytest.mark.faults
async def test_two_migration_steps_at_once_both_end_well(
    defaults: Settings, template: URL, blockbuster: BlockBuster
) -> None:
    blockbuster.deactivate()
    async with clone(template) as url:
        await run(defaults, url, lambda config: command.downgrade(config, "base"))
        variables = {**os.environ, "DATABASE_URL": str(url)}
        arguments = (sys.executable, "-m", "alembic", "upgrade", "head")
        steps = [
            await asyncio.create_subprocess_exec(*arguments, env=variables, cwd=ROOT)
            for _ in range(2)
        ]
        assert [await step.wait() for step in steps] == [0, 0]
        await run(defaults, url, command.check)


def test_what_would_be_run_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    command.upgrade(alembic(), "head", sql=True)

    script = capsys.readouterr().out
    assert "CREATE TABLE alembic_version" in script
    assert "SET LOCAL lock_timeout" in script


async def test_a_database_behind_the_code_is_not_ready(
    service: FastAPI, capsys: pytest.CaptureFixture[str]
) -> None:
    async with service.state.database.begin() as session:
        await session.execute(text("DELETE FROM alembic_version"))
    capsys.readouterr()

    answers = [await ready(service) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {503}
    assert "migrations" in answers[0].json()["detail"]
    assert answers[0].headers["retry-after"]
    assert capsys.readouterr().out.count("migrations") == 1


async def test_a_database_never_migrated_is_not_ready(service: FastAPI) -> None:
    async with service.state.database.begin() as session:
        await session.execute(text("DROP TABLE alembic_version"))

    assert (await ready(service)).status_code == 503


async def test_a_database_ahead_of_the_code_is_ready_with_one_warning(
    service: FastAPI, capsys: pytest.CaptureFixture[str]
) -> None:
    await set_revision(service, "from-the-future")

    for _ in range(2):
        assert (await ready(service)).status_code == 200

    assert capsys.readouterr().out.count("ahead") == 1
