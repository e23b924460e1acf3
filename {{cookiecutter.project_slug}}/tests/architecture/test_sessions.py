"""The request is the transaction, and it takes one connection."""

from typing import get_args

import pytest

from app.api.deps import ReadSessionDep, SessionDep, get_read_session, get_session
from tests.architecture.routes import dependants, operations
from tests.architecture.sources import calls, imports, modules


@pytest.mark.parametrize(
    "dependency", [SessionDep, ReadSessionDep], ids=["session", "read session"]
)
def test_a_session_ends_before_the_response_is_sent(dependency: object) -> None:
    """ADR-0004: with the default scope a 201 would be sent and then fail to commit."""
    _, depends = get_args(dependency)
    assert depends.scope == "function"


def test_no_route_takes_a_second_session() -> None:
    """ADR-0004: a request that holds one turn and waits for another can deadlock."""
    for route in operations():
        sessions = {
            each.call
            for each in dependants(route.dependant)
            if each.call in (get_session, get_read_session)
        }
        assert len(sessions) <= 1, route.path


def test_no_session_is_used_in_another_scope() -> None:
    """ADR-0004: `Depends(get_session)` by itself would commit after the response."""
    for route in operations():
        for each in dependants(route.dependant):
            if each.call in (get_session, get_read_session):
                assert each.scope == "function", route.path


def test_no_feature_ends_the_transaction_of_its_request() -> None:
    """ADR-0004: services flush; the dependency commits or rolls back."""
    endings = {
        f"{path}:{line}"
        for path, tree in modules("app/features")
        for line in calls(tree, "commit", "rollback")
    }
    assert endings == set()


def test_engines_are_made_in_one_place() -> None:
    """ADR-0004: another engine has neither the limits nor the queue of this one."""
    makers = {
        path
        for path, tree in modules("app", "migrations")
        if "sqlalchemy.ext.asyncio.create_async_engine" in imports(tree)
    }
    assert makers == {"app/db/session.py"}
