"""`just squawk`: which migrations it looks at, and that it sees what blocks a table."""

import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from runpy import run_module

import pytest

from app.db.migrations import ROOT, VERSIONS, revisions

Ask = Callable[[list[Path]], str]

LIMITS = "SET lock_timeout = '5s'; SET statement_timeout = '10min';"


@pytest.fixture
def new_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """The range that is new for somebody who has these files."""
    monkeypatch.chdir(ROOT)

    def run(files: list[Path]) -> str:
        names = "\n".join(f"migrations/versions/{file.name}" for file in files)
        monkeypatch.setattr("sys.stdin", StringIO(names))
        run_module("migrations.added", run_name="__main__")
        return capsys.readouterr().out.strip()

    return run


def squawk(*lines: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("squawk"), "--reporter", "gcc"],
        input="\n".join([LIMITS, *lines]),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_with_no_earlier_migration_all_are_new(new_for: Ask) -> None:
    assert new_for([]) == "base:head"


def test_what_was_there_before_is_not_new(new_for: Ask) -> None:
    assert new_for(list(VERSIONS.glob("*.py"))) == ""


def test_what_is_new_starts_where_the_rest_ends(new_for: Ask, tmp_path: Path) -> None:
    (head,) = revisions().heads
    earlier = [path for path in VERSIONS.glob("*.py") if head not in path.read_text()]
    start = "base"
    if earlier:
        for path in earlier:
            (tmp_path / path.name).write_bytes(path.read_bytes())
        (start,) = revisions(tmp_path).heads
    assert new_for(earlier) == f"{start}:head"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ("ALTER TABLE t ADD COLUMN c bigint NOT NULL;", "adding-required-field"),
        ("ALTER TABLE t ADD CONSTRAINT u UNIQUE (c);", "disallowed-unique-constraint"),
        ("ALTER TABLE t ALTER COLUMN c TYPE bigint;", "changing-column-type"),
        ("ALTER TABLE t DROP COLUMN c;", "ban-drop-column"),
        ("CREATE INDEX i ON t (c);", "require-concurrent-index-creation"),
    ],
)
def test_a_change_that_would_hold_up_the_service_is_found(
    change: str, rule: str
) -> None:
    """ADR-0008: a table in use is not locked for long, or somebody says why."""
    found = squawk(change)
    allowed = squawk(f"-- squawk-ignore {rule}", change)

    assert found.returncode == 1
    assert f" {rule} " in found.stdout
    assert f" {rule} " not in allowed.stdout


def test_an_index_that_is_made_while_the_service_runs_is_fine() -> None:
    assert squawk("CREATE INDEX CONCURRENTLY i ON t (c);").returncode == 0
