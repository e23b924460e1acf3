"""What every table shares."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, MetaData, func
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from app.db.ids import uuid7

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def now() -> datetime:
    return datetime.now(UTC)


def new_entity() -> dict[str, Any]:
    """What the row of a new `Entity` begins with, for an INSERT written by hand."""
    created = now()
    return {"id": uuid7(), "version": 1, "created_at": created, "updated_at": created}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: DateTime(timezone=True)}


class Entity(Base):
    """A row with an identity, its times, and a version that counts its changes."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-1)
    version: Mapped[int] = mapped_column(sort_order=1)
    # Made here, so that an INSERT has nothing to send back; the server's default is
    # for rows that come from elsewhere.
    created_at: Mapped[datetime] = mapped_column(
        default=now, server_default=func.now(), sort_order=1
    )
    updated_at: Mapped[datetime] = mapped_column(
        default=now, server_default=func.now(), onupdate=now, sort_order=1
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        # An UPDATE of a stale row fails instead of losing somebody's change.
        return {"version_id_col": cls.version}
