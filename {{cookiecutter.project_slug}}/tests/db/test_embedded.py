"""The embedded PostgreSQL, with real processes that really die."""

import fcntl
import os
import pwd
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from app.db.embedded import EmbeddedPostgresError, development_server
from app.db.embedded.owner import Owner

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class Program:
    """A running `python -m tests.db.<name>`, killed at the end of the block."""

    def __init__(self, name: str, *arguments: str, user: int | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"tests.db.{name}", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *error: object) -> None:
        with self.process:
            self.process.kill()

    def read(self) -> str:
        assert self.process.stdout
        return self.process.stdout.readline().strip()

    def write(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


def client(folder: Path | str, sql: str = "SELECT 1") -> Program:
    return Program("embedded_client", str(folder), sql)


def server_pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def is_free(folder: Path) -> bool:
    """Whether neither a supervisor nor a PostgreSQL holds the lock of the server."""
    with (folder / "server.lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def soon(condition: Callable[..., bool], *arguments: object) -> bool:
    pause = threading.Event()
    for _ in range(int(PATIENCE / 0.01)):
        if condition(*arguments):
            return True
        pause.wait(0.01)
    return False


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    """A folder that an unprivileged user can reach; pytest's own are private."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        project = Path(name)
        project.chmod(0o755)
        yield project


@pytest.fixture(scope="module")
def folder(project: Path) -> Path:
    return project / ".postgres"


def test_a_client_killed_during_the_first_start_leaves_no_server(folder: Path) -> None:
    half = folder / "data.unfinished" / "half"
    half.mkdir(parents=True)
    with client(folder) as killed:
        assert soon(lambda: not half.exists())
        killed.kill()
        assert soon(is_free, folder)
        assert not (folder / "data" / "postmaster.pid").exists()


def test_a_killed_client_leaves_no_server(folder: Path) -> None:
    with client(folder) as killed:
        killed.read()
        pid = server_pid(folder)
        killed.kill()
        assert soon(is_gone, pid)


def test_two_clients_share_a_server_that_ends_with_the_last(folder: Path) -> None:
    with client(folder) as first, client(folder) as second:
        assert first.read() == second.read()
        pid = server_pid(folder)
        first.end()
        with client(folder, "SHOW fsync") as third:
            third.read()
            assert third.read() == "on"
            assert server_pid(folder) == pid
        second.kill()
        assert soon(is_gone, pid)


def test_nothing_runs_any_more_once_the_last_client_has_ended(folder: Path) -> None:
    with client(folder) as last:
        last.read()
        pid = server_pid(folder)
        last.end()
        assert is_gone(pid)
        assert is_free(folder)


def test_data_is_kept_between_runs(folder: Path) -> None:
    with client(folder, "CREATE TABLE kept AS SELECT 42 AS answer") as first:
        first.read()
        pid = server_pid(folder)
        first.kill()
    assert soon(is_gone, pid)
    with client(folder, "SELECT answer FROM kept") as second:
        second.read()
        assert second.read() == "42"


def test_a_reload_keeps_the_server_and_a_killed_reloader_ends_it(folder: Path) -> None:
    with Program("embedded_reloader", str(folder)) as reloader:
        url = reloader.read()
        pid = server_pid(folder)
        reloader.write("reload")
        assert reloader.read() == url
        assert server_pid(folder) == pid
        reloader.kill()
        assert soon(is_gone, pid)


def test_a_killed_client_of_a_temporary_server_leaves_no_file() -> None:
    with client("-", "SELECT current_setting('data_directory')") as killed:
        sockets = Path(unquote(killed.read().partition("?host=")[2]))
        folder = Path(killed.read()).parent
        pid = server_pid(folder)
        killed.kill()
        assert soon(lambda: not folder.exists())
        assert is_gone(pid)
        assert not sockets.exists()


def test_programs_that_are_not_there_are_one_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BINDIR", "/nowhere")
    with (
        pytest.raises(EmbeddedPostgresError, match=r"PG_BINDIR is /nowhere.*correct"),
        development_server(folder),
    ):
        pytest.fail("a server without programs")


def test_data_of_another_version_is_one_sentence(project: Path) -> None:
    folder = project / "old"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 9.*delete"),
        development_server(folder),
    ):
        pytest.fail("a server with the data of another")


def test_a_server_that_does_not_start_says_why(project: Path) -> None:
    folder = project / "broken"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "PG_VERSION").write_text("18\n")
    with (
        pytest.raises(EmbeddedPostgresError, match=r"postgresql.conf.*see .*log, or"),
        development_server(folder),
    ):
        pytest.fail("a server with half of its data")


def test_a_folder_that_cannot_be_made_is_one_sentence(project: Path) -> None:
    with (
        pytest.raises(EmbeddedPostgresError, match=r"cannot use .*No such file"),
        development_server(project / "missing" / ".postgres"),
    ):
        pytest.fail("a server without a folder")


@pytest.mark.skipif(os.geteuid() != 0, reason="every test here runs as such a user")
def test_an_ordinary_user_runs_it_too() -> None:
    nobody = pwd.getpwnam("nobody")
    owner = Owner(nobody.pw_uid, nobody.pw_gid)
    for path in (Path(sys.executable).resolve().parent, Path(sys.prefix), ROOT):
        if not owner.reaches(path):
            pytest.skip(f"an ordinary user cannot reach {path}")
    with client("-", "SHOW server_version") as ordinary:
        assert ordinary.read().startswith("postgresql+asyncpg://")
        ordinary.end()


def test_a_private_folder_is_out_of_reach_for_another_user(project: Path) -> None:
    private = project / "private"
    private.mkdir(mode=0o700)
    stranger = Owner(uid=4_000_000, gid=4_000_000)
    assert stranger.reaches(project)
    assert not stranger.reaches(private)
