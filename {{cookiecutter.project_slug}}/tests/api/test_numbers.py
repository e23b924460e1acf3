"""What counts as a whole number: exactly what JSON Schema and plain digits say."""

import pytest
from httpx2 import AsyncClient

ITEMS = "/api/v1/items"
JSON = {"Content-Type": "application/json"}


async def test_json_has_one_kind_of_number(client: AsyncClient) -> None:
    item = (await client.post(ITEMS, json={"title": "a"})).json()
    statuses = []
    for version in ("1.0", "true", '"2"', "2.5", "1e999"):
        body = b'{"title": "a", "version": %s}' % version.encode()
        path = f"{ITEMS}/{item['id']}"
        response = await client.put(path, content=body, headers=JSON)
        statuses.append(response.status_code)

    assert statuses == [200, 422, 422, 422, 422]


@pytest.mark.parametrize("limit", ["1_0", " 10", "10 ", "+10", "1e1", "0x1", "\u0665"])
async def test_a_number_in_an_address_is_written_in_digits(
    client: AsyncClient, limit: str
) -> None:
    response = await client.get(ITEMS, params={"limit": limit})

    assert response.status_code == 422
