"""A value is taken exactly when the schema in the OpenAPI document says so, whatever Hypothesis thinks of.

More examples for each field: HYPOTHESIS_EXAMPLES=1000.
"""

import json
import os
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.inputs.running import Running
from tests.inputs.schema import Field, accepts, fields
from tests.inputs.values import text, values

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "50"))
NOBODY = "01a1fe3d-221a-7e86-8bec-c5949d1d75a9"
INVALID = 422

pytestmark = pytest.mark.slow


@pytest.mark.xdist_group("inputs with users")
def test_with_users_a_value_is_taken_exactly_when_its_schema_says_so(with_users: Running) -> None:
    assert try_all(with_users) > 15


@pytest.mark.xdist_group("inputs without users")
def test_without_users_a_value_is_taken_exactly_when_its_schema_says_so(without_users: Running) -> None:
    assert try_all(without_users) > 8


def try_all(service: Running) -> int:
    found = list(fields(json.loads(service.get("/openapi.json"))))
    for each in found:
        try_field(service, each)
    return len(found)


def try_field(service: Running, field: Field) -> None:
    wire = HTTPConnection("127.0.0.1", service.port, timeout=30)
    is_json = field.place == "json"

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(values(field.schema) if is_json else as_text(field))
    def refused_or_taken(value: Any) -> None:
        status = ask(wire, service, field, value)
        assert status < 500
        if status != INVALID:
            assert said(field, value), (str(field), status)
        elif said(field, value):
            # JSON Schema cannot say at which addresses email exists.
            assert field.schema.get("format") == "email", (str(field), status)

    refused_or_taken()
    wire.close()


def as_text(field: Field) -> st.SearchStrategy[str]:
    """What has no types on its way; text that HTTP and forms can carry."""
    schemas = field.schema.get("anyOf", [field.schema])
    spelt = values(field.schema).map(str) | st.one_of([text(each) for each in schemas if each["type"] == "string"])
    return spelt.filter(lambda value: value.isprintable() and not is_something_else(field.place, value))


def is_something_else(place: str, value: str) -> bool:
    """Another path, or a header that cannot be sent as it is."""
    if place == "header":
        return not value.isascii() or value != value.strip()
    return place == "path" and (not value or "/" in value or value in {".", ".."})


def said(field: Field, value: Any) -> bool:
    """What the schema has to say of the value, once it is read as the kind that it wants."""
    if field.place == "json":
        return accepts(field.schema, value)
    if field.schema.get("type") == "integer":
        try:
            number = json.loads(value)
        except ValueError:
            return False
        return isinstance(number, int | float) and accepts(field.schema, number)
    # An empty field of a form is as good as none.
    if field.place == "form" and not value:
        return not field.required
    return accepts(field.schema, value)


def ask(wire: HTTPConnection, service: Running, field: Field, value: Any) -> int:
    path, body, kind = field.path.replace("{item_id}", NOBODY), json.dumps(field.others), "application/json"
    match field.place:
        case "path":
            path = field.path.replace(f"{{{field.name}}}", quote(value, safe=""))
        case "query":
            path = f"{path}?{urlencode({field.name: value})}"
        case "json":
            body = json.dumps({**field.others, field.name: value})
        case "form":
            body, kind = urlencode({**field.others, field.name: value}), "application/x-www-form-urlencoded"
    headers = {"Content-Type": kind, "Authorization": f"Bearer {service.token}"}
    if field.place == "header":
        headers[field.name] = value
    wire.request(field.method, path, body, headers)
    answer = wire.getresponse()
    assert len(answer.read()) <= 100_000
    return answer.status
