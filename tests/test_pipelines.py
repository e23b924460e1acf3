"""The pipelines of baked services, read by the tools that know their languages."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.baking import baked
from tests.combinations import combinations, options

SCHEMAS = {
    ".github/dependabot.yml": "dependabot",
    ".github/workflows/ci.yml": "github-workflows",
    ".gitlab-ci.yml": "gitlab-ci",
    "renovate.json": "renovate",
}
FILES = {
    "github": {".github/dependabot.yml", ".github/workflows/ci.yml"},
    "gitlab": {".gitlab-ci.yml", "renovate.json"},
    "none": set[str](),
}


@pytest.fixture(scope="module")
def services() -> dict[Path, str]:
    """Every combination, with the answer that decides the pipeline."""
    return {baked(**answers): answers["ci"] for answers in combinations()}


def run(tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name(tool), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_answer_has_its_files(services: dict[Path, str]) -> None:
    assert FILES.keys() == set(options()["ci"])
    for service, ci in services.items():
        assert {name for name in SCHEMAS if (service / name).exists()} == FILES[ci]


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_file_fits_its_schema(name: str, services: dict[Path, str]) -> None:
    schema = SCHEMAS[name]
    written = [service / name for service, ci in services.items() if name in FILES[ci]]
    transform = ["--data-transform", "gitlab-ci"] if schema == "gitlab-ci" else []
    done = run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *transform, *written)
    assert written
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_even_in_its_strictest_mood(services: dict[Path, str]) -> None:
    written = [service for service, ci in services.items() if ci == "github"]
    options = ["--offline", "--no-progress", "--persona=auditor", "--collect=all", "--strict-collection"]
    done = run("zizmor", *options, "--format=json", *written)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
    assert done.stderr.count("workflows/ci.yml") == len(written), done.stderr
