"""What every table shares."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel

from app.db.ids import uuid7

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Base = SQLModel


def now() -> datetime:
    return datetime.now(UTC)


def new_entity() -> dict[str, Any]:
    """What the row of a new `Entity` begins with, for an INSERT written by hand."""
    created = now()
    return {"id": uuid7(), "version": 1, "created_at": created, "updated_at": created}


class Entity(SQLModel):
    """A row with an identity, its times, and a version that counts its changes."""

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    version: int = Field(default=None)
    # Made here, so that an INSERT has nothing to send back; the server's default is
    # for rows that come from elsewhere.
    created_at: datetime = Field(
        default_factory=now, sa_column_kwargs={"server_default": func.now()}
    )
    updated_at: datetime = Field(
        default_factory=now,
        sa_column_kwargs={"server_default": func.now(), "onupdate": now},
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        # An UPDATE of a stale row fails instead of losing somebody's change.
        return {"version_id_col": cls.version}
