"""The schema comes from migrations, in one line, and each can be taken back."""

import ast

from app.db.migrations import revisions
from tests.architecture.sources import calls, modules


def test_the_history_has_one_end() -> None:
    """ADR-0008: two heads are two changes that have never been tried together."""
    assert len(revisions().heads) == 1


def test_every_migration_can_be_reversed() -> None:
    """ADR-0008: a downgrade that does nothing is a promise that is not kept."""
    for path, tree in modules("migrations/versions"):
        (downgrade,) = (
            node
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and node.name == "downgrade"
        )
        assert any(isinstance(node, ast.Call) for node in ast.walk(downgrade)), path


def test_no_table_is_made_beside_the_migrations() -> None:
    """ADR-0008: tests and services run on the schema that production has."""
    makers = {
        f"{path}:{line}"
        for path, tree in modules("app", "migrations", "tests")
        for line in calls(tree, "create_all", "drop_all")
    }
    assert makers == set()
