"""The practical limit of this stack: Starlette and asyncpg with nothing checked, on the service's own table."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import orjson
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

COLUMNS = "id, title, description, version, created_at, updated_at"
ONE = f"SELECT {COLUMNS} FROM items WHERE id = $1"  # noqa: S608
NEWEST = f"SELECT {COLUMNS} FROM items ORDER BY id DESC LIMIT $1"  # noqa: S608
INSERT = f"INSERT INTO items ({COLUMNS}) VALUES ($1, $2, $3, 1, $4, $4) RETURNING {COLUMNS}"  # noqa: S608


async def no_reset(_connection: Any) -> None:
    """Spares the pool's round trip on release: no request here leaves anything behind."""


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    pool = asyncpg.create_pool(os.environ["LIMIT_DSN"], min_size=10, max_size=10, reset=no_reset)
    async with pool as app.state.pool:
        yield


def answer(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value, default=str), status, media_type="application/json")


async def live(_request: Request) -> Response:
    return answer({"status": "ok"})


async def one(request: Request) -> Response:
    row = await request.app.state.pool.fetchrow(ONE, UUID(request.path_params["item_id"]))
    return answer(dict(row))


async def newest(request: Request) -> Response:
    rows = await request.app.state.pool.fetch(NEWEST, int(request.query_params["limit"]))
    return answer([dict(row) for row in rows])


async def create(request: Request) -> Response:
    data = orjson.loads(await request.body())
    values = uuid4(), data["title"], data.get("description"), datetime.now(UTC)
    return answer(dict(await request.app.state.pool.fetchrow(INSERT, *values)), 201)


app = Starlette(
    routes=[
        Route("/live", live),
        Route("/items/{item_id}", one),
        Route("/items", newest),
        Route("/items", create, methods=["POST"]),
    ],
    lifespan=lifespan,
)
