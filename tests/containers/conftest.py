"""The stack of a baked service, built and started once for all tests that only ask it.

Where a registry can be reached these are the official images. A green run on stand-ins proves
our files; it does not prove that the official images behave the same.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.combinations import options
from tests.containers.engine import need_docker
from tests.containers.stack import Stack, locked, running

CALLER = """
from fastapi import APIRouter, Request

router = APIRouter(prefix="/caller")


@router.get("")
async def caller(request: Request) -> dict[str, str]:
    assert request.client
    return {"address": request.client.host, "scheme": request.url.scheme}
"""


def add_caller(service: Path) -> None:
    """A feature that tells who calls, as the service sees it."""
    (service / "app/features/caller").mkdir()
    (service / "app/features/caller/__init__.py").touch()
    (service / "app/features/caller/router.py").write_text(CALLER)
    wiring = service / "app/wiring.py"
    text = wiring.read_text().replace("FEATURES = [", "FEATURES = [\n    Feature(caller),")
    wiring.write_text(f"from app.features.caller.router import router as caller\n{text}")


@pytest.fixture(scope="session", params=options()["orm"])
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    need_docker()
    service = locked(tmp_path_factory.mktemp(request.param), orm=request.param, auth="jwt")
    add_caller(service)
    with running(Stack(service, f"stack-{request.param}")) as stack:
        stack.client.sign_up()
        yield stack


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A service with its lock, which no test changes."""
    need_docker()
    service = locked(tmp_path_factory.mktemp("checkout"))
    for parent in service.parents[:3]:
        parent.chmod(0o755)
    return service
