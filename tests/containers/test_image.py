"""What the image and its containers may do, and what is not in them."""

import json

import pytest

from tests.containers.engine import docker
from tests.containers.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("containers")]

LARGEST = 150  # megabytes above the base image
CONTENTS = ["app", "migrations", "pyproject.toml", "uv.lock"]
ABSENT = ["uv", "gcc", "cc", "make", "git", "curl"]


def test_the_process_is_nobody_and_can_do_nothing(stack: Stack) -> None:
    status = dict(
        line.split(":\t", 1) for line in stack.execute("api", "cat", "/proc/1/status").splitlines() if ":\t" in line
    )
    assert set(status["Uid"].split()) == set(status["Gid"].split()) == {"10001"}
    assert {int(status[each], 16) for each in ("CapEff", "CapPrm", "CapBnd", "CapInh")} == {0}
    assert status["NoNewPrivs"] == "1"


def test_nothing_can_be_written_but_in_tmp(stack: Stack) -> None:
    script = (
        "for d in / /service /service/app /venv /run/secrets; do touch $d/x 2>&1 && echo WRITTEN $d; done; touch /tmp/x"
    )
    assert "WRITTEN" not in stack.execute("api", "sh", "-c", script)
    mounts = stack.execute("api", "cat", "/proc/mounts").splitlines()
    (root,) = [line.split()[3] for line in mounts if line.split()[1] == "/"]
    assert "ro" in root.split(",")


def test_other_containers_have_few_rights_too(stack: Stack) -> None:
    for service, rights in {"proxy": 0x400, "db": 0xCB}.items():
        status = stack.execute(service, "cat", "/proc/1/status")
        (bound,) = [int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapBnd")]
        assert bound == rights


def test_nothing_that_builds_or_tests_is_in_it(stack: Stack) -> None:
    script = f"command -v {' '.join(ABSENT)}; ls /service; find /venv -name pytest -o -name ruff -o -name hypothesis"
    assert sorted(stack.execute("api", "sh", "-c", script).split()) == CONTENTS
    assert stack.execute("api", "sh", "-c", "find /service/app -name '*.pyc' | head -n 1") != ""


def test_the_image_is_labelled_and_small(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    (image,) = json.loads(docker("image", "inspect", f"my-service:{stack.name}").stdout)
    labels = image["Config"]["Labels"]
    assert labels["org.opencontainers.image.title"] == "my-service"
    assert labels["org.opencontainers.image.version"] == stack.name
    (base,) = json.loads(docker("image", "inspect", "python:3.13-slim").stdout)
    size, ours = image["Size"] // 1_000_000, (image["Size"] - base["Size"]) // 1_000_000
    with capsys.disabled():
        print(f"\nThe image has {size} MB, {ours} of them above its base.")
    assert ours < LARGEST


def test_the_database_has_one_user_who_is_no_superuser(stack: Stack) -> None:
    query = "SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword IS NOT NULL AND NOT rolsuper"
    assert stack.execute("db", "psql", "-U", "postgres", "-Atc", query) == "app"
    superusers = "SELECT count(*) FROM pg_authid WHERE rolsuper AND rolpassword IS NOT NULL"
    assert stack.execute("db", "psql", "-U", "postgres", "-Atc", superusers) == "0"
