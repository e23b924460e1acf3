"""Whether containers can be built and run here."""

import json
import os
import re
import shutil
import subprocess
from functools import cache

import pytest

OLDEST_ENGINE = (25, 0)
OLDEST_COMPOSE = (2, 24)


def need_docker() -> None:
    need_nothing_of(no_compose() or no_engine())


def need_compose() -> None:
    need_nothing_of(no_compose())


def need_nothing_of(reason: str | None) -> None:
    """Skip with the reason; with REQUIRE_DOCKER=1 fail with it."""
    if reason:
        if os.environ.get("REQUIRE_DOCKER"):
            pytest.fail(f"REQUIRE_DOCKER is set, and {reason}")
        pytest.skip(reason)


@cache
def no_compose() -> str | None:
    if not shutil.which("docker"):
        return "docker is not installed"
    compose = docker("compose", "version", "--short")
    if compose.returncode:
        return "Docker Compose is not installed"
    if version(compose.stdout) < OLDEST_COMPOSE:
        return f"Docker Compose {compose.stdout.strip()} is too old"
    return None


@cache
def no_engine() -> str | None:
    engine = docker("version", "--format", "{{json .Server}}")
    if engine.returncode:
        return f"no Docker engine answers: {engine.stderr.strip()}"
    found = json.loads(engine.stdout)["Version"]
    return f"the Docker engine {found} is too old" if version(found) < OLDEST_ENGINE else None


def version(text: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", text)[:2]))


def docker(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=120, check=False)
