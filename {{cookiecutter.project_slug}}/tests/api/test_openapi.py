"""The document that clients are generated from."""

from collections.abc import Iterator
from inspect import iscoroutinefunction
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from httpx2 import AsyncClient


@pytest.fixture
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]

    assert "ready" in names  # FastAPI would call it ready_health_ready_get
    assert len(names) == len(set(names))


def patterns(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from patterns(each)


def test_free_text_has_an_example(document: dict[str, Any]) -> None:
    """Else /docs offers gibberish to try a path with."""
    bodies = patterns(document["components"]["schemas"])
    free = [text for text in bodies if text["pattern"].startswith("^[^")]

    assert [text for text in free if "examples" not in text] == []


def test_errors_that_fastapi_assumes_are_not_promised(
    document: dict[str, Any],
) -> None:
    schemas = document["components"]["schemas"]

    assert "Problem" in schemas
    assert not {"HTTPValidationError", "ValidationError"} & schemas.keys()


async def test_the_document_is_what_is_served(
    client: AsyncClient, document: dict[str, Any]
) -> None:
    assert (await client.get("/openapi.json")).json() == document


def test_every_path_operation_is_async(app: FastAPI) -> None:
    for context in iter_route_contexts(app.routes):
        if isinstance(context.route, APIRoute):
            assert iscoroutinefunction(context.route.endpoint)
