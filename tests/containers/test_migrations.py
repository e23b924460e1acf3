"""The migration is a step before everything else: what it does when it fails, and when there are two."""

import subprocess
from pathlib import Path

import pytest

from tests.containers.engine import need_docker
from tests.containers.stack import UP, Stack, locked

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("containers")]

BROKEN = '''"""Fails."""

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    op.execute("SELECT 1 / 0")


def downgrade() -> None:
    pass
'''
SLOW = BROKEN.replace("SELECT 1 / 0", "CREATE TABLE slow AS SELECT 1 AS one FROM pg_sleep(3)")


@pytest.fixture
def service(tmp_path: Path) -> Path:
    need_docker()
    return locked(tmp_path)


def revise(service: Path, text: str) -> None:
    first = next((service / "migrations/versions").glob("0001*.py")).read_text()
    revision = next(line for line in first.splitlines() if line.startswith("revision"))
    (service / "migrations/versions/0002_second.py").write_text(text.replace('"0001"', revision.split(" = ")[1]))


def test_a_failing_migration_stops_the_roll_out(service: Path) -> None:
    revise(service, BROKEN)
    stack = Stack(service, "stack-broken")
    try:
        done = stack.compose(*UP)
        assert done.returncode != 0
        assert 'service "migrate" didn\'t complete successfully' in done.stderr

        said = stack.run("logs", "migrate")
        assert "0002" in said
        assert "division by zero" in said
        assert stack.run("ps", "-a", "--status", "created", "--format", "{{.Service}}").split() == ["api", "proxy"]
    finally:
        stack.down()


def test_of_two_migrations_at_once_one_waits_and_both_end_well(service: Path) -> None:
    revise(service, SLOW)
    stack = Stack(service, "stack-twice")
    try:
        stack.run("build")
        stack.run("up", "--wait", "db")
        run = ["docker", "compose", *stack.files, "run", "--rm", "--no-TTY", "--no-deps", "migrate"]
        twice = [
            subprocess.Popen(run, cwd=service, env=stack.environment, stderr=subprocess.PIPE, text=True) for _ in "12"
        ]
        said = [process.communicate(timeout=180)[1] for process in twice]
        assert [process.returncode for process in twice] == [0, 0], said
        table = "SELECT count(*) FROM slow, alembic_version"
        assert stack.execute("db", "psql", "-U", "postgres", "-d", "app", "-Atc", table) == "1"
    finally:
        stack.down()
