from collections.abc import Iterator

import pytest

from tests.baking import bake
from tests.inputs.running import Running, running
from tests.services import Service


def installed(factory: pytest.TempPathFactory, orm: str, auth: str) -> Iterator[Running]:
    folder = factory.mktemp(f"{orm}-{auth}")
    service = Service(bake(folder, orm=orm, auth=auth))
    service.uv("sync", "--quiet")
    with running(service, folder) as process:
        yield process


@pytest.fixture(scope="session")
def with_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    yield from installed(tmp_path_factory, "sqlalchemy", "jwt")


@pytest.fixture(scope="session")
def without_users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    yield from installed(tmp_path_factory, "sqlmodel", "none")
