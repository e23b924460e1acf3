"""`docker compose up` in a fresh bake: nothing to fill in, and a change of the code is served."""

import time
from pathlib import Path

import pytest

from tests.containers.engine import need_docker
from tests.containers.stack import Stack, locked, running

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("containers")]


def test_a_lock_and_up_are_enough_and_changes_are_served(tmp_path: Path) -> None:
    need_docker()
    service = locked(tmp_path, orm="sqlmodel", auth="none")
    before = {path.stat().st_uid for path in service.rglob("*")}
    with running(Stack(service, "stack-development", files=())) as stack:
        created = stack.client.request("POST", "/api/v1/items", {"title": "Lamp"})
        assert created.status == 201, created.body

        entrance = service / "app/api/entrance.py"
        entrance.write_text(entrance.read_text().replace('{"status":"ok"}', '{"status":"OK"}'))
        deadline = time.monotonic() + 90
        while stack.client.request("GET", "/health/live").body != b'{"status":"OK"}':
            assert time.monotonic() < deadline, stack.story()
            time.sleep(0.2)

    assert {path.stat().st_uid for path in service.rglob("*")} == before
    assert not list(service.rglob("__pycache__"))
