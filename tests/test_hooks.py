"""What the post-generation hook leaves on the disk, and what stands there when no hook has run."""

import ast
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from cookiecutter.exceptions import FailedHookException

from scripts.tracked import ROOT, tracked_copy
from tests.baking import bake, bake_from, contents, template
from tests.combinations import Answers, combinations, label

FOLDER = "{{cookiecutter.project_slug}}"
HOOK = ROOT / "hooks" / "post_gen_project.py"
ORM_AND_AUTH = list(product(["sqlalchemy", "sqlmodel"], ["jwt", "none"]))
# Seconds of the processor: six times what it takes on an idle machine, for others are slower or busy.
LONGEST_BAKE = 3.0


def table(name: str) -> dict[tuple[str, str], list[str]]:
    """A table of the hook, read from its source."""
    for node in ast.parse(HOOK.read_text()).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            found: dict[tuple[str, str], list[str]] = ast.literal_eval(node.value)
            return found
    raise AssertionError(f"the hook has no table {name}")


@pytest.mark.parametrize("answers", combinations(), ids=label)
def test_files_of_an_option_that_is_off_are_gone(answers: Answers, tmp_path: Path) -> None:
    project = bake(tmp_path, **answers)
    gone = {path for option, paths in table("DROPPED").items() if option in answers.items() for path in paths}
    known = {path for paths in table("DROPPED").values() for path in paths}
    assert {path for path in known if not (project / path).exists()} == gone


@pytest.mark.parametrize("auth", ["jwt", "none"])
def test_files_of_the_chosen_orm_lie_over_the_tree(auth: str, tmp_path: Path) -> None:
    plain = contents(bake(tmp_path / "plain", orm="sqlalchemy", auth=auth))
    project = bake(tmp_path / "sqlmodel", orm="sqlmodel", auth=auth)
    variant = template() / FOLDER / "variants" / "sqlmodel"
    overlaid = {path.relative_to(variant).as_posix() for path in variant.rglob("*") if path.is_file()}
    changed = {path for path, found in contents(project).items() if plain.get(path) != found}
    assert contents(project).keys() == plain.keys()
    assert overlaid & plain.keys() <= changed


@pytest.mark.parametrize(("orm", "auth"), ORM_AND_AUTH)
def test_what_only_the_template_needs_is_gone(orm: str, auth: str, tmp_path: Path) -> None:
    project = bake(tmp_path, orm=orm, auth=auth)
    assert not (project / "variants").exists()
    assert not (project / "conftest.py").exists()


@pytest.mark.parametrize(("orm", "auth"), ORM_AND_AUTH)
def test_a_bake_without_hooks_fails_its_own_tests_with_a_sentence(orm: str, auth: str, tmp_path: Path) -> None:
    project = bake_from(template(), tmp_path, {"orm": orm, "auth": auth}, accept_hooks=False)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "This project is unfinished: it was generated without the template's hooks" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize("owner", ["@team", "@example/platform-team", "@example/platform/team"])
def test_an_owner_that_is_a_handle_owns_the_code(owner: str, tmp_path: Path) -> None:
    owners = (bake(tmp_path, owner=owner) / "CODEOWNERS").read_text()
    assert owners.splitlines()[-1] == f"* {owner}"


@pytest.mark.parametrize("owner", ["Platform Team", "@", "@a b", "@a/", "team@example.org"])
def test_an_owner_that_is_no_handle_owns_no_code(owner: str, tmp_path: Path) -> None:
    assert not (bake(tmp_path, owner=owner) / "CODEOWNERS").exists()


def test_a_path_that_the_template_does_not_have_stops_the_bake(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    changed = tracked_copy(tmp_path / "changed")
    missing = table("DROPPED")["auth", "none"][0]
    (changed / FOLDER / missing).unlink()
    with pytest.raises(FailedHookException):
        bake_from(changed, tmp_path / "output", {"auth": "none"})
    assert f"hooks/post_gen_project.py removes {missing}, but the template has no such path" in capfd.readouterr().err
    assert list((tmp_path / "output").iterdir()) == []


def test_a_dirty_checkout_bakes_the_same_as_a_clean_one(tmp_path: Path) -> None:
    checkout = tracked_copy(tmp_path / "checkout")
    subprocess.run(["git", "init", "--quiet"], cwd=checkout, check=True)
    ignored = [".venv/bin/python", "app/__pycache__/main.pyc", ".coverage", ".mypy_cache/x", ".postgres/PG_VERSION"]
    for name in [*ignored, "uv.lock"]:
        (checkout / FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / FOLDER / name).write_bytes(b"\0")
    dirty = bake_from(tracked_copy(tmp_path / "copy", checkout), tmp_path / "dirty", {})
    assert contents(dirty) == contents(bake(tmp_path / "clean"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows finds its own libraries by PATH")
def test_hooks_need_no_other_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template()
    monkeypatch.setenv("PATH", "")
    assert bake(tmp_path, orm="sqlmodel", auth="none") == tmp_path / "my-service"


def test_the_next_steps_are_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    project = bake(tmp_path / "a folder")
    said = capfd.readouterr().out
    assert f"cd '{project}'" in said
    assert all(step in said for step in ("uv run fastapi dev", "uv run pytest", "git init", "git commit"))


@pytest.mark.parametrize(("orm", "auth"), ORM_AND_AUTH)
def test_a_bake_is_quick(orm: str, auth: str, tmp_path: Path) -> None:
    """Counts the time on the processor, with the hooks', so that a busy machine does not matter."""
    taken = []
    for run in range(3):
        started = sum(os.times()[:4])
        bake(tmp_path / str(run), orm=orm, auth=auth)
        taken.append(sum(os.times()[:4]) - started)
    assert min(taken) < LONGEST_BAKE


def test_the_hooks_are_short_and_use_the_standard_library_only() -> None:
    for hook in (ROOT / "hooks").glob("*.py"):
        tree = ast.parse(hook.read_text())
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert imported
        assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names
        assert len(hook.read_text().splitlines()) < 150
