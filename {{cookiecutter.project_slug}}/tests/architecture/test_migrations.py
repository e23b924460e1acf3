"""The schema comes from migrations alone."""

from tests.architecture.sources import calls, modules


def test_no_table_is_made_beside_the_migrations() -> None:
    """ADR-0008: tests and services run on the schema that production has."""
    makers = {
        f"{path}:{line}"
        for path, tree in modules("app", "migrations", "tests")
        for line in calls(tree, "create_all", "drop_all")
    }
    assert makers == set()
