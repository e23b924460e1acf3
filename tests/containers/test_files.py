"""What can be said of the files of every combination without building anything."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.baking import baked
from tests.combinations import Answers, combinations, label
from tests.containers.engine import need_compose

PRODUCTION = ["-f", "compose.yaml"]
DEVELOPMENT = ["-f", "compose.yaml", "-f", "compose.override.yaml"]


@pytest.fixture(scope="module", params=combinations(), ids=label)
def service(request: pytest.FixtureRequest) -> Path:
    answers: Answers = request.param
    return baked(**answers)


def test_hadolint_finds_nothing_to_say(service: Path) -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert hadolint
    done = subprocess.run([hadolint, service / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.parametrize("files", [PRODUCTION, DEVELOPMENT], ids=["production", "development"])
def test_compose_understands_every_line(service: Path, files: list[str]) -> None:
    need_compose()
    variables = {"SITE": "shop.example", "SECRETS": "./secrets", "ADDRESS": "0.0.0.0"}  # noqa: S104
    for given in ({}, variables):
        done = subprocess.run(
            ["docker", "compose", *files, "config", "--format", "json"],
            cwd=service,
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert json.loads(done.stdout)["services"].keys() == {"secrets", "db", "migrate", "api", "proxy"}
