"""What is missing or wrong is said in a sentence, and the documents tell what to do about it."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.baking import bake
from tests.containers.engine import OLDEST_COMPOSE, docker, need_docker, version
from tests.containers.stack import UP, Stack, documented, lockable

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("containers")]


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def old_compose() -> str | None:
    """The first on the PATH may be the new one, under its old name."""
    for folder in os.get_exec_path():
        found = shutil.which("docker-compose", path=folder)
        if found and version(run(found, "version", "--short").stdout) < OLDEST_COMPOSE:
            return found
    return None


def test_an_image_without_a_lock_is_refused_in_one_sentence(tmp_path: Path) -> None:
    need_docker()
    service = lockable(tmp_path)
    done = Stack(service, "stack-unlocked").compose("build")
    assert done.returncode != 0
    assert "There is no uv.lock: run 'uv lock', commit it, and build again." in done.stdout + done.stderr
    assert "There is no uv.lock" in documented(service)


def test_a_port_that_is_taken_is_named(checkout: Path) -> None:
    stack = Stack(checkout, "stack-port")
    try:
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", stack.https_port))
            holder.listen()
            done = stack.compose(*UP)
        assert done.returncode != 0
        assert f":{stack.https_port}" in done.stderr
        assert "address already in use" in done.stderr
        assert "address already in use" in documented(checkout)
    finally:
        stack.down()


def test_an_old_compose_says_what_the_page_explains(tmp_path: Path) -> None:
    old = old_compose()
    if not old:
        pytest.skip("no old Compose is installed (Debian 12: apt install docker-compose)")
    service = bake(tmp_path)
    done = run(old, "-f", str(service / "compose.yaml"), "config")

    assert done.returncode != 0
    assert any(each in done.stderr for each in documented(service) if "^x-" in each)
    needed = ".".join(map(str, OLDEST_COMPOSE))
    assert f"`docker compose version` must say {needed} or later" in (service / "docs/containers.md").read_text()


def test_a_checkout_that_only_its_owner_can_read_is_refused_before_anything_is_made(
    checkout: Path, tmp_path: Path
) -> None:
    """With a umask of 077 the database would be half made. The image does not mind."""
    service = Path(shutil.copytree(checkout, tmp_path / "checkout"))
    for path in service.rglob("*"):
        path.chmod(0o700 if path.is_dir() else 0o600)
    stack = Stack(service, "stack-umask")
    try:
        done = stack.compose(*UP)
        assert done.returncode != 0
        assert 'service "secrets" didn\'t complete successfully' in done.stderr
        assert "Permission denied" in stack.run("logs", "secrets")
        assert stack.run("ps", "-a", "--status", "created", "--format", "{{.Service}}").split() == [
            "api",
            "db",
            "migrate",
            "proxy",
        ]
        reads_all = docker("run", "--rm", f"my-service:{stack.name}", "sh", "-c", "alembic heads && cat app/*.py")
        assert reads_all.returncode == 0, reads_all.stderr
    finally:
        stack.down()
