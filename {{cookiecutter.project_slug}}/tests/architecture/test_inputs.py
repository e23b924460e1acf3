"""Whatever comes in has a limit."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest
from httpx2 import AsyncClient

from app.main import create_app

# Of these the format is the limit.
BOUNDED_FORMATS = {"uuid", "date", "date-time"}


@pytest.fixture
def document() -> dict[str, Any]:
    return create_app().openapi()


def test_every_text_and_number_that_comes_in_is_bounded(
    document: dict[str, Any],
) -> None:
    """ADR-0013: what has no limit is sent by somebody, one day."""
    for path, schema in inputs(document):
        match schema.get("type"):
            case "string" if not schema.keys() & {"enum", "const"}:
                assert is_bounded(schema), path
            case "integer" | "number":
                assert schema.keys() & {"minimum", "exclusiveMinimum"}, path
                assert schema.keys() & {"maximum", "exclusiveMaximum"}, path
            case "array":
                assert "maxItems" in schema, path


def test_no_unknown_field_is_taken(document: dict[str, Any]) -> None:
    """ADR-0013: a misspelt field is an error and not silence."""
    for path, schema in bodies(document, "application/json"):
        if schema.get("type") == "object":
            assert schema.get("additionalProperties") is False, path


async def test_a_body_that_does_not_end_is_refused(
    document: dict[str, Any], client: AsyncClient
) -> None:
    """ADR-0013: it is counted as it comes, for its length may be a lie or missing."""

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"0" * 65_536

    for url, methods in document["paths"].items():
        for method, operation in methods.items():
            for kind in operation.get("requestBody", {}).get("content", {}):
                answer = await client.request(
                    method,
                    re.sub(r"{\w+}", str(UUID(int=0)), url),
                    content=endless(),
                    headers={"Content-Type": kind},
                )
                assert answer.status_code == 413, (method, url)


def is_bounded(text: dict[str, Any]) -> bool:
    pattern = text.get("pattern", "*")
    return (
        "maxLength" in text
        or text.get("format") in BOUNDED_FORMATS
        or not re.search(r"[*+]|,}", pattern)
    )


def inputs(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The schema of every parameter and of every part of every body."""
    for url, methods in document["paths"].items():
        for method, operation in methods.items():
            name = f"{method} {url}"
            for parameter in operation.get("parameters", []):
                yield from parts(document, name, parameter["schema"])
    yield from bodies(document, "application/json")
    yield from bodies(document, "application/x-www-form-urlencoded")


def bodies(document: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for url, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if kind in content:
                yield from parts(document, f"{method} {url}", content[kind]["schema"])


def parts(
    document: dict[str, Any], path: str, schema: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    if reference := schema.get("$ref"):
        schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    yield path, schema
    for name, field in schema.get("properties", {}).items():
        yield from parts(document, f"{path} {name}", field)
    for each in (*schema.get("anyOf", ()), schema.get("items")):
        if each:
            yield from parts(document, path, each)
