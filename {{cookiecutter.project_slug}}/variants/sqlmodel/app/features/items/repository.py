"""The statements of this slice. Those that every request runs are built once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import bindparam, col, select

from app.features.items.models import Item

# Pages are read as plain rows: nobody changes them, and an entity costs as much again.
ITEMS = Item.metadata.tables["items"]

_ONE = select(Item).where(col(Item.id) == bindparam("item_id"))
_NEWEST = ITEMS.select().order_by(ITEMS.c.id.desc()).limit(bindparam("limit"))
_OLDER = _NEWEST.where(ITEMS.c.id < bindparam("after"))


class ItemRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, item: Item) -> Item:
        self.session.add(item)
        await self.session.flush()
        return item

    async def get(self, item_id: UUID) -> Item | None:
        return await self.session.scalar(_ONE, {"item_id": item_id})

    async def newest(self, *, limit: int, after: UUID | None) -> Sequence[Row[Any]]:
        """Up to `limit` items that are older than `after`, newest first."""
        if after is None:
            return (await self.session.execute(_NEWEST, {"limit": limit})).all()
        older = {"limit": limit, "after": after}
        return (await self.session.execute(_OLDER, older)).all()

    async def delete(self, item: Item) -> None:
        await self.session.delete(item)
        await self.session.flush()
