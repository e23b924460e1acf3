"""The statements of this slice. Those that every request runs are built once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam
from sqlalchemy.ext.asyncio import AsyncSession

from app.db.base import new_entity
from app.features.items.models import Item

# What is only shown is read as rows, and what is new is written as one: an entity,
# ready to be changed, costs as much as all the rest of the request.
ITEMS = Item.metadata.tables["items"]

_INSERT = ITEMS.insert()
_ONE = ITEMS.select().where(ITEMS.c.id == bindparam("item_id"))
_NEWEST = ITEMS.select().order_by(ITEMS.c.id.desc()).limit(bindparam("limit"))
_OLDER = _NEWEST.where(ITEMS.c.id < bindparam("after"))


class ItemRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, values: dict[str, Any]) -> dict[str, Any]:
        row = new_entity() | values
        await self.session.execute(_INSERT, row)
        return row

    async def get(self, item_id: UUID) -> Item | None:
        """The entity, to be changed."""
        return await self.session.get(Item, item_id)

    async def row(self, item_id: UUID) -> Row[Any] | None:
        found = await self.session.execute(_ONE, {"item_id": item_id})
        return found.one_or_none()

    async def newest(self, *, limit: int, after: UUID | None) -> Sequence[Row[Any]]:
        """Up to `limit` items that are older than `after`, newest first."""
        if after is None:
            return (await self.session.execute(_NEWEST, {"limit": limit})).all()
        older = {"limit": limit, "after": after}
        return (await self.session.execute(_OLDER, older)).all()

    async def flush(self) -> None:
        """Send what was changed, so that the database has its say now."""
        await self.session.flush()

    async def delete(self, item: Item) -> None:
        await self.session.delete(item)
        await self.session.flush()
