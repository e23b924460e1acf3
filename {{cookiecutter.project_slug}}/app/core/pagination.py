"""Pages by position, not by number: a deep page costs no more than the first.

The position is the id of the last row seen, which is also the order of creation.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Protocol, Self, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.core.types import InDigits


class Identified(Protocol):
    id: Any  # to mypy a mapped attribute is not the value that it holds


RowT = TypeVar("RowT", bound=Identified)
ReadT = TypeVar("ReadT")


def encode_cursor(position: UUID) -> str:
    return urlsafe_b64encode(position.bytes).rstrip(b"=").decode()


def decode_cursor(cursor: object) -> UUID | None:
    """
    Raises:
        ValueError: not a cursor that this service gave out.
    """
    if cursor is None or isinstance(cursor, UUID):
        return cursor
    try:
        position = UUID(bytes=urlsafe_b64decode(f"{cursor}=="))
    except ValueError:
        raise ValueError("is not a cursor of this list") from None
    if encode_cursor(position) != cursor:
        raise ValueError("is not a cursor of this list")
    return position


Cursor = Annotated[
    UUID | None,
    BeforeValidator(decode_cursor),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9_-]{21}[AQgw]$"}),
]


class PageQuery(BaseModel):
    """Which page: at most `limit` rows, from after the row that `after` names."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=100), InDigits] = 20
    after: Cursor = Field(default=None, description="The `next` of the page before.")


@dataclass(frozen=True, slots=True)
class Rows(Generic[RowT]):
    """One page as it comes from the database."""

    items: Sequence[RowT]
    next: str | None

    @classmethod
    def of(cls, rows: Sequence[RowT], limit: int) -> Self:
        """Keep `limit` of up to `limit + 1` rows: the one too many tells of more."""
        items = rows[:limit]
        return cls(items, encode_cursor(items[-1].id) if len(rows) > limit else None)


class Page(BaseModel, Generic[ReadT]):
    """One page as it goes out; `next` is null on the last one."""

    model_config = ConfigDict(from_attributes=True)

    items: list[ReadT]
    next: str | None
