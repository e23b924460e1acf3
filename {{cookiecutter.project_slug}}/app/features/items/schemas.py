from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.pagination import Page
from app.core.types import Input, PositiveInt32, Text


class ItemCreate(Input):
    title: Annotated[Text, Field(min_length=1, max_length=200)]
    description: Annotated[Text, Field(max_length=2000)] | None = None


class ItemUpdate(ItemCreate):
    version: PositiveInt32 = Field(
        description="The version you read; a stale one is refused."
    )


class ItemRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: str
    description: str | None
    version: int
    created_at: datetime
    updated_at: datetime


class ItemPage(Page[ItemRead]):
    pass
