"""What must and must not be in this repository and its pipeline."""

import re

import yaml

from scripts.tracked import ROOT, tracked_files
from tests.combinations import options

REGISTRY = re.compile(r"\b(?:pypi|pythonhosted|npmjs|crates|docker|quay|ghcr)\.(?:org|io|com)\b")
PINNED = re.compile(r"^[\w/.-]+@[0-9a-f]{40}$")
LOCKS = ("uv.lock", "poetry.lock", "package-lock.json")


def workflow() -> dict[str, dict[str, dict[str, object]]]:
    loaded: dict[str, dict[str, dict[str, object]]] = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    return loaded


def test_no_file_names_the_host_of_a_package_registry() -> None:
    found = [name for name in tracked_files() if REGISTRY.search((ROOT / name).read_text(errors="ignore"))]
    assert found == []


def test_no_lock_file_is_kept() -> None:
    assert [name for name in tracked_files() if name.endswith(LOCKS)] == []


def test_every_action_is_pinned_to_a_commit() -> None:
    used = re.findall(r"uses: (\S+)", (ROOT / ".github/workflows/ci.yml").read_text())
    assert used
    assert [action for action in used if not PINNED.match(action)] == []


def test_the_pipeline_may_only_read_and_ends_by_itself() -> None:
    assert workflow()["permissions"] == {}
    for job in workflow()["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert job["timeout-minutes"]


def test_the_pipeline_runs_on_every_python_that_is_offered() -> None:
    matrix = re.search(r"python: (\[.*\])", (ROOT / ".github/workflows/ci.yml").read_text())
    assert matrix
    assert set(yaml.safe_load(matrix[1])) == set(options()["python_version"])
