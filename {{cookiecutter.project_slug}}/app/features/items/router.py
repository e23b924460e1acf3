from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response, status

from app.api.deps import (
    PageDep,
    ReadSessionDep,
    SessionDep,
    # {%- if cookiecutter.auth == "jwt" %}
    get_current_user,
    # {%- endif %}
)
from app.api.openapi import problems
from app.core.pagination import Rows
from app.features.items.models import Item
from app.features.items.schemas import ItemCreate, ItemPage, ItemRead, ItemUpdate
from app.features.items.service import ItemService

router = APIRouter(
    prefix="/items",
    tags=["items"],
    # {%- if cookiecutter.auth == "jwt" %}
    dependencies=[Depends(get_current_user)],
    # {%- endif %}
)


async def get_service(session: SessionDep) -> ItemService:
    return ItemService(session)


async def get_reader(session: ReadSessionDep) -> ItemService:
    return ItemService(session)


Service = Annotated[ItemService, Depends(get_service)]
Reader = Annotated[ItemService, Depends(get_reader)]


@router.post("", status_code=status.HTTP_201_CREATED, response_model=ItemRead)
async def create_item(
    service: Service, data: ItemCreate, request: Request, response: Response
) -> Item:
    item = await service.create(data)
    response.headers["Location"] = request.url_for("get_item", item_id=item.id).path
    return item


@router.get("/{item_id}", response_model=ItemRead, responses=problems(404))
async def get_item(reader: Reader, item_id: UUID) -> Item:
    return await reader.get(item_id)


@router.get("", response_model=ItemPage)
async def list_items(reader: Reader, page: PageDep) -> Rows[Item]:
    """Newest first."""
    return await reader.list(page)


@router.put("/{item_id}", response_model=ItemRead, responses=problems(404, 409))
async def update_item(service: Service, item_id: UUID, data: ItemUpdate) -> Item:
    return await service.update(item_id, data)


@router.delete(
    "/{item_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(404)
)
async def delete_item(service: Service, item_id: UUID) -> None:
    await service.delete(item_id)
