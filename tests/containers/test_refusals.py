"""What is missing or wrong is said in a sentence, and the documents tell what to do about it."""

import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from tests.baking import bake
from tests.containers.engine import OLDEST_COMPOSE, need_docker, version
from tests.containers.stack import UP, Stack, lockable, locked

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("containers")]


@pytest.fixture
def service(tmp_path: Path) -> Path:
    need_docker()
    return locked(tmp_path)


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def documented(service: Path) -> list[str]:
    """What the page on containers says that one may see."""
    page = (service / "docs/containers.md").read_text()
    return re.findall(r"^\| `([^`]+)`", page.partition("## When it does not start")[2], re.MULTILINE)


def test_an_image_without_a_lock_is_refused_in_one_sentence(tmp_path: Path) -> None:
    need_docker()
    service = lockable(tmp_path)
    done = Stack(service, "stack-unlocked").compose("build")
    assert done.returncode != 0
    assert "There is no uv.lock: run 'uv lock', commit it, and build again." in done.stdout + done.stderr
    assert "There is no uv.lock" in documented(service)


def test_a_port_that_is_taken_is_named(service: Path) -> None:
    stack = Stack(service, "stack-port")
    try:
        with socket.socket() as holder:
            holder.bind(("127.0.0.1", stack.https_port))
            holder.listen()
            done = stack.compose(*UP)
        assert done.returncode != 0
        assert f":{stack.https_port}" in done.stderr
        assert "address already in use" in done.stderr
        assert "address already in use" in documented(service)
    finally:
        stack.down()


def test_an_old_compose_says_what_the_page_explains(tmp_path: Path) -> None:
    old = shutil.which("docker-compose")
    if not old or version(run(old, "version", "--short").stdout) >= OLDEST_COMPOSE:
        pytest.skip("no old Compose is installed (Debian 12: apt install docker-compose)")
    service = bake(tmp_path)
    done = run(old, "-f", str(service / "compose.yaml"), "config")

    assert done.returncode != 0
    assert any(each in done.stderr for each in documented(service) if "^x-" in each)
    needed = ".".join(map(str, OLDEST_COMPOSE))
    assert f"`docker compose version` must say {needed} or later" in (service / "docs/containers.md").read_text()


@pytest.mark.parametrize(
    ("secret", "mode", "sentence"),
    [
        ("postgresql://app:x@db/app", 0o600, "database_url: Permission denied. The service runs as user 10001"),
        ("", 0o644, "database_url: it is empty. Write the secret, or delete the file."),
        (None, 0, "database_url.new: Permission denied. A secret is missing, and cannot be made here: bring it"),
    ],
)
def test_a_secret_that_cannot_be_used_is_named(service: Path, secret: str | None, mode: int, sentence: str) -> None:
    folder = service / "secrets"
    folder.mkdir(mode=0o755)
    for parent in service.parents[:3]:
        parent.chmod(0o755)
    for name in ("database_password", "auth_secret_key"):
        (folder / name).write_text("0123456789abcdef" * 2)
        (folder / name).chmod(0o644)
    if secret is not None:
        (folder / "database_url").write_text(secret)
        (folder / "database_url").chmod(mode)
    folder.chmod(0o555)  # even its owner can add nothing to it
    stack = Stack(service, "stack-secret", variables={"SECRETS": "./secrets"})
    try:
        done = stack.compose(*UP)
        assert done.returncode != 0
        assert 'service "secrets" didn\'t complete successfully' in done.stderr
        assert sentence in stack.run("logs", "secrets")
        assert 'service "secrets" didn\'t complete successfully' in documented(service)
    finally:
        stack.down()
