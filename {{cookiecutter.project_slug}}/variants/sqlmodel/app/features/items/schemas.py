from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.pagination import Page
from app.core.types import PositiveInt32
from app.features.items.models import ItemFields


class ItemCreate(ItemFields):
    model_config = {"extra": "forbid"}


class ItemUpdate(ItemCreate):
    version: PositiveInt32 = Field(
        description="The version you read; a stale one is refused."
    )


class ItemRead(BaseModel):
    # Spelt out: a field of the table with a default would be optional to clients.
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: str
    description: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class ItemPage(Page[ItemRead]):
    pass
