"""The inputs that an OpenAPI document names, and what JSON Schema says of a value."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

FORMATS = {
    # Pydantic reads a UUID in braces, as a URN and without hyphens as well.
    "uuid": re.compile(r"(urn:uuid:|\{)?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?", re.IGNORECASE),
}


@dataclass(frozen=True)
class Field:
    """One parameter, or one field of a body, with a request that is right apart from it."""

    method: str
    path: str
    place: str  # path, query, header, json or form
    name: str
    schema: Schema
    required: bool
    others: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.name}"


GOOD: dict[str, Any] = {
    "title": "a",
    "description": None,
    "version": 1,
    "email": "a@example.com",
    "password": "a long enough one",
    "current_password": "a wrong one",
    "new_password": "a long enough one",
    "refresh_token": "nobody's",
    "username": "nobody@example.com",
}


def fields(document: Schema) -> Iterator[Field]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            bodies = {
                kind: resolved(document, media["schema"])
                for kind, media in operation.get("requestBody", {}).get("content", {}).items()
            }
            required = [name for body in bodies.values() for name in body["required"]]
            for each in operation.get("parameters", ()):
                others = {name: GOOD[name] for name in required}
                yield Field(method.upper(), path, each["in"], each["name"], each["schema"], each["required"], others)
            for kind, body in bodies.items():
                for name, schema in body["properties"].items():
                    others = {other: GOOD[other] for other in required if other != name}
                    place = "json" if kind == "application/json" else "form"
                    yield Field(method.upper(), path, place, name, schema, name in required, others)


def resolved(document: Schema, schema: Schema) -> Schema:
    name = schema["$ref"].rpartition("/")[2]
    found: Schema = document["components"]["schemas"][name]
    return found


def accepts(schema: Schema, value: object) -> bool:
    """As a validator of JSON Schema would judge, for the keywords that are in use here."""
    if "anyOf" in schema:
        return any(accepts(each, value) for each in schema["anyOf"])
    match schema["type"], value:
        case "null", None:
            return True
        case "integer", bool():
            return False
        case "integer", int() | float():
            return value == value // 1 and schema["minimum"] <= value <= schema["maximum"]
        case "string", str():
            return accepts_text(schema, value)
    return False


def accepts_text(schema: Schema, text: str) -> bool:
    if any("\ud800" <= character <= "\udfff" for character in text):
        return False  # no Unicode, so no text
    known = FORMATS.get(schema.get("format", ""))
    return (
        schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text))
        and ("pattern" not in schema or bool(re.search(schema["pattern"].removesuffix("$") + r"\Z", text)))
        and schema.get("const", text) == text
        and (known is None or bool(known.fullmatch(text)))
    )
