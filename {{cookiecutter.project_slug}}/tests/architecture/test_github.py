"""The pipeline runs what a person runs, and may do no more than it must."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.architecture.promises import gates, postgresql_versions
from tests.architecture.sources import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
ELSEWHERE = re.compile(r"^ *-? *uses: (?!\./)(.+)$", re.MULTILINE)
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d\S*")
COOLDOWN = 7

each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)


def load(path: Any) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def steps(workflow: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for job in workflow["jobs"].values():
        yield from job.get("steps", [])


def test_every_gate_is_in_the_pipeline() -> None:
    """ADR-0021: what is green on a laptop is green in the pipeline."""
    commands = {step.get("run") for path in WORKFLOWS for step in steps(load(path))}
    assert gates() - commands == set()


def test_every_postgresql_that_is_promised_is_tried() -> None:
    """ADR-0021: the oldest that is supported, and the one of development."""
    tried = load(ROOT / ".github/workflows/ci.yml")["jobs"]["postgresql"]
    versions = [int(version) for version in tried["strategy"]["matrix"]["postgresql"]]
    assert (min(versions), max(versions)) == postgresql_versions()


@each_workflow
def test_every_action_is_pinned_to_a_commit(path: Any) -> None:
    """ADR-0021: a tag can be moved to other code, a commit cannot."""
    used = ELSEWHERE.findall(path.read_text(encoding="utf-8"))
    assert [action for action in used if not PINNED.fullmatch(action)] == []


@each_workflow
def test_a_job_has_the_rights_it_names_and_an_end(path: Any) -> None:
    """ADR-0021: nothing is allowed by default, and nothing runs for hours."""
    workflow = load(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert isinstance(job["permissions"], dict), name
        assert "uses" in job or job["timeout-minutes"] <= 60, name


def test_a_change_that_nobody_has_read_can_change_nothing() -> None:
    """ADR-0021: this workflow runs the code of every pull request."""
    jobs = load(ROOT / ".github/workflows/ci.yml")["jobs"].values()
    assert [job for job in jobs if job["permissions"] != {"contents": "read"}] == []


@each_workflow
def test_no_step_finds_the_token_of_the_checkout(path: Any) -> None:
    """ADR-0021: dependencies that run in a step could send it elsewhere."""
    checkouts = [
        step
        for step in steps(load(path))
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert [step for step in checkouts if step["with"]["persist-credentials"]] == []


def test_what_a_change_adds_can_be_seen() -> None:
    """ADR-0021: the commit before the change is there for `just squawk HEAD^`."""
    job = load(ROOT / ".github/workflows/ci.yml")["jobs"]["check"]
    assert {"run": "uv run just squawk HEAD^"} in job["steps"]
    assert job["steps"][0]["with"]["fetch-depth"] == len(("the change", "before"))


def test_an_update_waits_until_others_have_tried_it() -> None:
    """ADR-0021: most releases that turn out to be bad do so within days."""
    updates = load(ROOT / ".github" / "dependabot.yml")["updates"]
    assert {"uv", "github-actions"} <= {each["package-ecosystem"] for each in updates}
    for update in updates:
        assert update["cooldown"]["default-days"] >= COOLDOWN
