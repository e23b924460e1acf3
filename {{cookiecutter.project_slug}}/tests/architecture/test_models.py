"""Tables stay behind the edge, load nothing by surprise and count their changes."""

from collections.abc import Iterator
from typing import Any, get_args

from sqlalchemy import Uuid, inspect
from sqlalchemy.orm import Mapper

from app import models
from app.db.base import Entity
from app.db.ids import uuid7
from tests.architecture.routes import operations
from tests.architecture.sources import calls, modules

MAPPERS: list[Mapper[Any]] = [
    mapper
    for name in models.__all__
    if isinstance(mapper := inspect(getattr(models, name), raiseerr=False), Mapper)
]


def test_no_relationship_is_loaded_by_touching_it() -> None:
    """ADR-0005: under asyncio a hidden query is an error, and a slow one elsewhere."""
    assert len(MAPPERS) == len(set(models.__all__) - {"Base", "IDEMPOTENCY_KEYS"})
    for mapper in MAPPERS:
        for relationship in mapper.relationships:
            assert relationship.lazy in ("raise", "raise_on_sql"), relationship


def test_no_table_is_read_from_a_request_or_written_to_an_answer() -> None:
    """ADR-0005: schemas say what goes in and out; a new column must not leak."""
    tables = {mapper.class_ for mapper in MAPPERS}
    for route in operations():
        fields = [*route.dependant.body_params, route.response_field]
        types = {
            kind
            for field in fields
            if field is not None
            for kind in parts(field.field_info.annotation)
        }
        assert not tables & types, route.path


def test_an_entity_is_identified_by_the_application() -> None:
    """ADR-0017: its UUID is in the order of creation and known before the INSERT."""
    for mapper in MAPPERS:
        if issubclass(mapper.class_, Entity):
            (key,) = mapper.primary_key
            assert isinstance(key.type, Uuid), mapper
            assert key.default is not None, mapper
            assert getattr(key.default.arg, "__wrapped__", None) is uuid7, mapper


def test_an_entity_counts_its_changes() -> None:
    """ADR-0017: an UPDATE of a stale row fails instead of losing a change."""
    for mapper in MAPPERS:
        if issubclass(mapper.class_, Entity):
            assert mapper.version_id_col is not None, mapper


def test_no_list_skips_rows_by_number() -> None:
    """ADR-0017: OFFSET reads what it skips, and shows rows twice while others come."""
    offsets = {
        f"{path}:{line}"
        for path, tree in modules("app")
        for line in calls(tree, "offset")
    }
    assert offsets == set()


def parts(annotation: object) -> Iterator[object]:
    """A type and those that it is made of: `list[Item]` holds `Item`."""
    yield annotation
    generic = getattr(annotation, "__pydantic_generic_metadata__", {})
    for argument in (*get_args(annotation), *generic.get("args", ())):
        yield from parts(argument)
