from typing import Any
from uuid import UUID

from fastapi import (
    # {%- if cookiecutter.auth == "jwt" %}
    Depends,
    # {%- endif %}
    Request,
    Response,
    status,
)

from app.api.deps import (
    PageDep,
    ReadSessionDep,
    SessionDep,
    # {%- if cookiecutter.auth == "jwt" %}
    get_current_user,
    # {%- endif %}
)
from app.api.idempotency import idempotent
from app.api.openapi import problems
from app.api.routing import Router
from app.features.items.models import Item
from app.features.items.schemas import ItemCreate, ItemPage, ItemRead, ItemUpdate
from app.features.items.service import ItemService

router = Router(
    prefix="/items",
    tags=["items"],
    # {%- if cookiecutter.auth == "jwt" %}
    dependencies=[Depends(get_current_user)],
    # {%- endif %}
)


@router.post("", status_code=status.HTTP_201_CREATED, response_model=ItemRead)
@idempotent
async def create_item(
    session: SessionDep, data: ItemCreate, request: Request, response: Response
) -> Any:
    item = await ItemService(session).create(data)
    response.headers["Location"] = f"{request.scope['path']}/{item['id']}"
    return item


@router.get("", response_model=ItemPage)
async def list_items(session: ReadSessionDep, page: PageDep) -> Any:
    """Newest first."""
    return await ItemService(session).list(page)


@router.get("/{item_id}", response_model=ItemRead, responses=problems(404))
async def get_item(session: ReadSessionDep, item_id: UUID) -> Any:
    return await ItemService(session).read(item_id)


@router.put("/{item_id}", response_model=ItemRead, responses=problems(404, 409))
async def update_item(session: SessionDep, item_id: UUID, data: ItemUpdate) -> Item:
    return await ItemService(session).update(item_id, data)


@router.delete(
    "/{item_id}", status_code=status.HTTP_204_NO_CONTENT, responses=problems(404)
)
async def delete_item(session: SessionDep, item_id: UUID) -> None:
    await ItemService(session).delete(item_id)
