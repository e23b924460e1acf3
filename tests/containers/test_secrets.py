"""Secrets that a deployment brings, and those of which something is wrong."""

from pathlib import Path

import pytest

from tests.containers.stack import UP, Stack, documented

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("containers")]

MIGRATE = ("run", "--rm", "--no-TTY", "migrate")


def test_a_password_may_hold_any_character_and_is_that_of_its_database(checkout: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "database_password").write_text("pa's $w@rd/#:%é\"\\ \n")
    brought = Stack(checkout, "stack-brought", variables={"SECRETS": str(folder)})
    others = Stack(checkout, brought.name)
    try:
        brought.run("build")
        brought.run(*MIGRATE)

        refused = others.compose(*MIGRATE)
        assert refused.returncode != 0
        assert "password authentication failed" in refused.stdout + refused.stderr
        assert "password authentication failed" in documented(checkout)
    finally:
        others.down()


@pytest.mark.parametrize(
    ("name", "written", "sentence"),
    [
        ("database_url", ("unread", 0o600), "Permission denied. It is read by user 10001: chown 10001"),
        ("database_url", ("", 0o644), "it is empty. Write the secret, or delete the file."),
        ("database_url", None, "Permission denied. User 0 makes here what is missing"),
        ("database_password", ("unread", 0o600), "Permission denied. It is read by user 65534: chmod a+r the file"),
    ],
)
def test_a_secret_that_cannot_be_used_is_named(
    checkout: Path, tmp_path: Path, name: str, written: tuple[str, int] | None, sentence: str
) -> None:
    tmp_path.chmod(0o755)
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o755)
    for each in ("database_password", "database_url", "auth_secret_key"):
        (folder / each).write_text("0123456789abcdef" * 2)
        (folder / each).chmod(0o644)
    (folder / name).unlink()
    if written:
        (folder / name).write_text(written[0])
        (folder / name).chmod(written[1])
    folder.chmod(0o555)  # even its owner can add nothing to it
    stack = Stack(checkout, "stack-secret", variables={"SECRETS": str(folder)})
    try:
        done = stack.compose(*UP)
        assert done.returncode != 0
        assert 'service "secrets" didn\'t complete successfully' in done.stderr
        said = stack.run("logs", "secrets")
        assert f"/{name}" in said
        assert sentence in said
        assert 'service "secrets" didn\'t complete successfully' in documented(checkout)
    finally:
        stack.down()
