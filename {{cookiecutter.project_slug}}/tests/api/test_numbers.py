"""What counts as a whole number: exactly what JSON Schema and plain digits say."""

from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.api.deps import PageDep
from app.core.types import Input, PositiveInt32
from tests.requests import anonymous_client_of
from tests.variant import variant

JSON = {"Content-Type": "application/json"}


class Change(Input):
    version: PositiveInt32


@pytest.fixture
async def client(app: FastAPI) -> AsyncGenerator[AsyncClient]:
    numbers = await variant(app)

    @numbers.put("/")
    async def change(data: Change) -> int:
        return data.version

    @numbers.get("/")
    async def limit(page: PageDep) -> int:
        return page.limit

    async with anonymous_client_of(numbers) as client:
        yield client


async def test_json_has_one_kind_of_number(client: AsyncClient) -> None:
    statuses = []
    for version in ("1.0", "true", '"2"', "2.5", "1e999"):
        body = b'{"version": %s}' % version.encode()
        response = await client.put("/", content=body, headers=JSON)
        statuses.append(response.status_code)

    assert statuses == [200, 422, 422, 422, 422]


@pytest.mark.parametrize("limit", ["1_0", " 10", "10 ", "+10", "1e1", "0x1", "\u0665"])
async def test_a_number_in_an_address_is_written_in_digits(
    client: AsyncClient, limit: str
) -> None:
    response = await client.get("/", params={"limit": limit})

    assert response.status_code == 422
