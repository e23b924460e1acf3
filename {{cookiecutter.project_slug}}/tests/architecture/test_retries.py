"""A request may be sent again."""

from fastapi.routing import RouteContext

from app.api.idempotency import is_idempotent
from app.api.idempotency_key import HEADER
from app.api.routing import Route
from app.main import API_PREFIX, create_app
from tests.architecture.routes import operations

NOT_IDEMPOTENT: list[str] = [
    # What is done twice when it is sent twice, and why that is right.
    # {%- if cookiecutter.auth == "jwt" %}
    "/auth/logout",  # the second time there is nothing left to do
    "/auth/refresh",  # a token that is shown twice was stolen
    "/auth/token",  # an answer that holds tokens is kept nowhere
    # {%- endif %}
]


def test_every_path_runs_again_what_the_database_undid() -> None:
    """ADR-0018: `Router` of app.api.routing does it, FastAPI's own does not."""
    for route in operations():
        if str(route.path).startswith(API_PREFIX):
            assert isinstance(route.original_route, Route), route.path


def test_every_post_is_idempotent_unless_it_is_listed_here() -> None:
    """ADR-0018: whoever adds one decides whether callers may send it again."""
    plain = {
        str(route.path).removeprefix(API_PREFIX)
        for route in operations()
        if "POST" in (route.methods or ()) and not is_keyed(route)
    }
    assert plain <= set(NOT_IDEMPOTENT)


def test_clients_are_told_where_they_may_send_a_key() -> None:
    """ADR-0018: in the document that they are generated from."""
    told = {
        operation["operationId"]
        for methods in create_app().openapi()["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", ())
        if parameter["name"] == HEADER and "409" in operation["responses"]
    }
    assert told == {route.name for route in operations() if is_keyed(route)}


def is_keyed(route: RouteContext) -> bool:
    return route.endpoint is not None and is_idempotent(route.endpoint)
