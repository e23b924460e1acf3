"""Baked services, run as their teams run them: each ORM with and without users."""

import resource
from pathlib import Path

import pytest

from tests.baking import bake
from tests.combinations import options
from tests.interpreters import interpreter
from tests.services import Service

# Quick enough to run before every commit. It is the processor's time, for this machine is busy, and several times
# what it takes: others are slower.
SLOWEST_SUITE = 60

# The two services whose documents are compared are tested by the same worker.
AUTH = [
    pytest.param(value, id=str(value), marks=pytest.mark.xdist_group(f"auth={value}")) for value in options()["auth"]
]
ORMS = [str(value) for value in options()["orm"]]

pytestmark = pytest.mark.slow


class Services:
    """Bakes and installs a service once for all tests of a worker."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ready: dict[tuple[str, str], Service] = {}

    def get(self, orm: str, auth: str) -> Service:
        if (orm, auth) not in self.ready:
            service = Service(bake(self.folder / f"{orm}-{auth}", orm=orm, auth=auth))
            service.uv("sync", "--quiet")
            self.ready[orm, auth] = service
        return self.ready[orm, auth]


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return Services(tmp_path_factory.mktemp("services"))


@pytest.fixture(params=ORMS)
def service(request: pytest.FixtureRequest, services: Services, auth: str) -> Service:
    return services.get(request.param, auth)


@pytest.mark.parametrize(
    ("orm", "auth"),
    # The gates of the other two are run by the pipelines of test_first_push.py.
    [
        pytest.param("sqlmodel", "jwt", marks=pytest.mark.xdist_group("auth=jwt")),
        pytest.param("sqlalchemy", "none", marks=pytest.mark.xdist_group("auth=none")),
    ],
)
def test_its_own_gates_pass(orm: str, auth: str, services: Services) -> None:
    assert " passed" in services.get(orm, auth).run("just", "check")


@pytest.mark.xdist_group("auth=jwt")
def test_the_suite_of_the_default_service_is_quick(services: Services) -> None:
    service = services.get(ORMS[0], "jwt")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    service.run("pytest")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < SLOWEST_SUITE


@pytest.mark.parametrize("auth", AUTH)
def test_migrations_go_up_and_down_and_match_the_models(service: Service) -> None:
    for command in ("upgrade head", "check", "downgrade base", "upgrade head"):
        service.run("alembic", *command.split())


@pytest.mark.parametrize("auth", AUTH)
def test_both_orms_publish_the_same_openapi_document(services: Services, auth: str) -> None:
    first, *others = [services.get(orm, auth).openapi() for orm in ORMS]
    assert '"/api/v1/items"' in first
    assert others == [first]


@pytest.mark.parametrize("auth", AUTH)
def test_both_orms_create_the_same_schema(services: Services, auth: str) -> None:
    for orm in ORMS:
        services.get(orm, auth).run("alembic", "upgrade", "head")
    first, *others = [services.get(orm, auth).schema() for orm in ORMS]
    assert "CREATE TABLE public.items" in first
    assert others == [first]


@pytest.mark.parametrize("version", sorted(map(str, options()["python_version"])))
def test_the_default_service_passes_its_tests_on(version: str, tmp_path: Path) -> None:
    python = interpreter(version)
    if python is None:
        pytest.skip(f"Python {version} is not installed")
    service = Service(bake(tmp_path, python_version=version), {"UV_PYTHON": python})
    assert f"Python {version}." in service.run("python", "--version")
    # Spread over two workers; the gates above run it in one.
    service.run("pytest", "-n", "2")
    service.run("pytest", "-m", "faults")
