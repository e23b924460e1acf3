from sqlmodel import Field, SQLModel

from app.core.types import Text
from app.db.base import Entity


class ItemFields(SQLModel):
    """What the table and the bodies of requests share, defined once."""

    title: Text = Field(min_length=1, max_length=200)
    description: Text | None = Field(default=None, max_length=2000)


class Item(ItemFields, Entity, table=True):
    __tablename__ = "items"
