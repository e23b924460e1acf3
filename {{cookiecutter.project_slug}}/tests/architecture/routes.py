"""Walks the routes of the application and what they depend on."""

from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from app.main import create_app


def operations() -> list[RouteContext]:
    """Every route that FastAPI serves itself; mounts and plain routes have no model."""
    found = [
        route
        for route in iter_route_contexts(create_app().routes)
        if isinstance(getattr(route, "dependant", None), Dependant)
    ]
    if not found:
        raise AssertionError("the application has no routes")
    return found


def dependants(of: Dependant) -> Iterator[Dependant]:
    """The dependencies of a route, and theirs."""
    for dependant in of.dependencies:
        yield dependant
        yield from dependants(dependant)
