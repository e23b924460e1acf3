from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, NotFound
from app.core.pagination import PageQuery, Rows
from app.features.items.models import Item
from app.features.items.repository import ItemRepository
from app.features.items.schemas import ItemCreate, ItemUpdate

ItemT = TypeVar("ItemT")


class ItemService:
    """What may be done with items. Nothing here commits: the request does."""

    def __init__(self, session: AsyncSession) -> None:
        self.items = ItemRepository(session)

    async def create(self, data: ItemCreate) -> dict[str, Any]:
        return await self.items.add(data.model_dump())

    async def read(self, item_id: UUID) -> Row[Any]:
        return found(await self.items.row(item_id))

    async def list(self, page: PageQuery) -> Rows[Any]:
        rows = await self.items.newest(limit=page.limit + 1, after=page.after)
        return Rows.of(rows, page.limit)

    async def update(self, item_id: UUID, data: ItemUpdate) -> Item:
        item = found(await self.items.get(item_id))
        if item.version != data.version:
            raise Conflict("Somebody else changed this item; read it again.")
        item.title = data.title
        item.description = data.description
        await self.items.flush()
        return item

    async def delete(self, item_id: UUID) -> None:
        await self.items.delete(found(await self.items.get(item_id)))


def found(item: ItemT | None) -> ItemT:
    if item is None:
        raise NotFound("There is no such item.")
    return item
