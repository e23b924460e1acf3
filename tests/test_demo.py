"""`make demo` in a fresh clone, without a terminal."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from scripts.tracked import tracked_copy
from tests.ports import free_port
from tests.processes import left_over, processes
from tests.services import environment

READY_WITHIN = 180
STOPPED_WITHIN = 60
GONE_WITHIN = 15  # the last processes may end after make

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]


class Demo:
    def __init__(self, clone: Path, port: int) -> None:
        self.port = port
        self.mark = f"demo-under-test-{uuid.uuid4()}"
        self.log = clone / f"demo-{port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["make", "demo", f"PORT={port}"],
                cwd=clone,
                env={**environment(), "DEMO_MARK": self.mark},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def request(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.said()
            try:
                if self.request("GET", "/health/ready")[0] == http.HTTPStatus.OK:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        pytest.fail(f"not ready within {READY_WITHIN} s:\n{self.said()}")

    def wait_until_said(self, words: str) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.02)

    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tracked_copy(tmp_path_factory.mktemp("clone"))
    subprocess.run(["git", "init", "--quiet"], cwd=copy, check=True)
    return copy


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def demo(clone: Path, port: int) -> Iterator[Demo]:
    demo = Demo(clone, port)
    yield demo
    for pid in processes(demo.mark):
        os.kill(pid, signal.SIGKILL)
    demo.process.wait()


def test_it_becomes_ready_and_serves_the_api(demo: Demo) -> None:
    demo.wait_until_ready()
    assert demo.request("GET", "/docs")[0] == http.HTTPStatus.OK
    assert "/api/v1/items" in json.loads(demo.request("GET", "/openapi.json")[1])["paths"]

    account = {"email": "ada@example.com", "password": uuid.uuid4().hex}
    as_json = {"Content-Type": "application/json"}
    status, answer = demo.request("POST", "/api/v1/users", json.dumps(account), **as_json)
    assert status == http.HTTPStatus.CREATED, answer
    form = urlencode({"username": account["email"], "password": account["password"]})
    status, answer = demo.request(
        "POST", "/api/v1/auth/token", form, **{"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert status == http.HTTPStatus.OK, answer
    bearer = f"Bearer {json.loads(answer)['access_token']}"
    status, answer = demo.request("POST", "/api/v1/items", '{"title": "first"}', Authorization=bearer, **as_json)
    assert status == http.HTTPStatus.CREATED, answer


@pytest.mark.skipif(sys.platform != "linux", reason="reads the list of processes from /proc")
@pytest.mark.parametrize("stop", ["SIGTERM to make", "Ctrl-C in a terminal"])
def test_nothing_is_left_when_the_server_is_stopped_by(demo: Demo, stop: str) -> None:
    demo.wait_until_ready()
    assert any("postgres" in command for command in processes(demo.mark).values())
    if stop == "SIGTERM to make":
        demo.process.terminate()
    else:
        os.killpg(demo.process.pid, signal.SIGINT)
    demo.process.wait(STOPPED_WITHIN)
    assert left_over(demo.mark, within=GONE_WITHIN) == {}
    assert "Traceback" not in demo.said()


@pytest.mark.skipif(sys.platform != "linux", reason="reads the list of processes from /proc")
@pytest.mark.parametrize("step", ["Baking", "Installing", "Starting"])
def test_nothing_is_left_when_it_is_stopped_while(demo: Demo, step: str) -> None:
    demo.wait_until_said(step)
    demo.process.terminate()
    demo.process.wait(STOPPED_WITHIN)
    assert left_over(demo.mark, within=GONE_WITHIN) == {}
    assert "Traceback" not in demo.said()


def test_a_taken_port_is_told_in_one_sentence(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = refusal(clone, str(port))
    assert said == [f"Port {port} on 127.0.0.1 is taken: choose another one, as in make demo PORT={port + 1}."]


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80 90"])
def test_a_port_that_is_none_is_told_in_one_sentence(clone: Path, port: str) -> None:
    assert refusal(clone, port) == [f"PORT must be a number from 1 to 65535, not {port!r}."]


def refusal(clone: Path, port: str) -> list[str]:
    done = subprocess.run(
        ["make", "demo", f"PORT={port}"], cwd=clone, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    return [line for line in done.stderr.splitlines() if not line.startswith("make")]
