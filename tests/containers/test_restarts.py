"""A database that restarts, and replicas that are replaced, while requests come in."""

import time

import pytest

from tests.containers.engine import docker
from tests.containers.load import ITEMS, Load
from tests.containers.pod import until
from tests.containers.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("containers")]


# The fixture of every test here: one ORM is enough.
pytestmark.append(pytest.mark.parametrize("stack", ["sqlalchemy"], indirect=True, scope="session"))


def until_ready(stack: Stack) -> None:
    try:
        until(lambda: stack.client.request("GET", "/health/ready").status == 200)
    except AssertionError:
        pytest.fail(f"not ready:\n{stack.story()}")


def healthy(container: str) -> bool:
    return docker("inspect", "-f", "{{.State.Health.Status}}", container).stdout.strip() == "healthy"


def replace(container: str) -> int:
    """Stop and start it as a deploy does; how it ended."""
    assert docker("stop", container).returncode == 0
    code = docker("inspect", "-f", "{{.State.ExitCode}}", container).stdout
    assert docker("start", container).returncode == 0
    until(lambda: healthy(container))
    return int(code)


def stored(stack: Stack) -> set[str]:
    return set(stack.execute("db", "psql", "-U", "postgres", "-d", "app", "-Atc", "SELECT id FROM items").split())


def test_a_restart_of_the_database_is_a_503_and_then_over(stack: Stack) -> None:
    with Load(stack.client).running() as load:
        time.sleep(2)
        stack.run("restart", "db")
        until_ready(stack)
        ready = time.monotonic()
        time.sleep(2)

    assert load.other_than(503) == []
    assert [each for each in load.other_than() if each[0] > ready] == []
    assert set(load.kept) <= stored(stack)
    assert len(load.kept) > 20


def test_replacing_one_replica_after_the_other_fails_no_request(stack: Stack) -> None:
    stack.up("--no-recreate", "--scale", "api=2")
    try:
        with Load(stack.client).running() as load:
            time.sleep(1)
            for container in stack.containers("api"):
                assert replace(container) == 0
            time.sleep(1)
    finally:
        stack.up("--no-recreate", "--scale", "api=1")

    assert load.other_than() == []
    assert set(load.kept) <= stored(stack)
    assert len(load.kept) > 20


def test_without_a_replica_the_proxy_answers_as_the_service_would(stack: Stack) -> None:
    stack.run("stop", "api")
    try:
        answer = stack.client.request("GET", ITEMS, X_Request_ID="from-outside-8")
    finally:
        stack.up("--no-recreate")
    assert answer.status == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "from-outside-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert int(answer.headers["retry-after"]) > 0
    assert "server" not in answer.headers


def test_everything_stops_in_order(stack: Stack) -> None:
    stack.run("stop")
    codes = stack.exit_codes()
    assert codes.pop("api") == {0}
    assert set.union(*codes.values()) <= {0, 143}
    stack.up()
