from uuid import UUID, uuid4

import pytest
from httpx2 import AsyncClient, Response

ITEMS = "/api/v1/items"


async def create(client: AsyncClient, title: str = "Lamp") -> dict[str, object]:
    response = await client.post(ITEMS, json={"title": title})
    assert response.status_code == 201
    item: dict[str, object] = response.json()
    return item


def is_problem(response: Response, status: int) -> bool:
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["request_id"] == response.headers["x-request-id"]
    return bool(response.status_code == response.json()["status"] == status)


async def test_create_answers_with_the_item_and_where_it_is(
    client: AsyncClient,
) -> None:
    response = await client.post(ITEMS, json={"title": "Lamp", "description": "Red"})

    assert response.status_code == 201
    item = response.json()
    assert response.headers["location"] == f"{ITEMS}/{item['id']}"
    assert item["title"] == "Lamp"
    assert item["description"] == "Red"
    assert item["version"] == 1
    assert (await client.get(response.headers["location"])).json() == item


async def test_a_description_may_be_left_out(client: AsyncClient) -> None:
    assert (await create(client))["description"] is None


async def test_ids_are_in_the_order_of_creation(client: AsyncClient) -> None:
    ids = [UUID(str((await create(client))["id"])) for _ in range(5)]

    assert ids == sorted(ids)
    assert {each.version for each in ids} == {7}


async def test_an_unknown_item_is_not_found(client: AsyncClient) -> None:
    url = f"{ITEMS}/{uuid4()}"
    change = {"title": "Lamp", "version": 1}

    assert is_problem(await client.get(url), 404)
    assert is_problem(await client.put(url, json=change), 404)
    assert is_problem(await client.delete(url), 404)


async def test_pages_follow_one_another_newest_first(client: AsyncClient) -> None:
    created = [await create(client, title) for title in "abcde"]

    first = (await client.get(ITEMS, params={"limit": 2})).json()
    # Somebody adds an item while we read on: no page shifts.
    await create(client, "f")
    second = (
        await client.get(ITEMS, params={"limit": 2, "after": first["next"]})
    ).json()
    third = (
        await client.get(ITEMS, params={"limit": 2, "after": second["next"]})
    ).json()

    assert first["items"] + second["items"] + third["items"] == created[::-1]
    assert third["next"] is None


async def test_a_page_holds_twenty_items_unless_asked(client: AsyncClient) -> None:
    for _ in range(21):
        await create(client)

    page = (await client.get(ITEMS)).json()

    assert len(page["items"]) == 20
    assert page["next"]


async def test_an_update_counts_the_version_up(client: AsyncClient) -> None:
    item = await create(client)
    change = {"title": "Desk lamp", "description": "Red", "version": 1}

    updated = (await client.put(f"{ITEMS}/{item['id']}", json=change)).json()

    assert updated["title"] == "Desk lamp"
    assert updated["version"] == 2
    assert updated["created_at"] == item["created_at"]
    assert updated["updated_at"] > str(item["updated_at"])
    assert (await client.get(f"{ITEMS}/{item['id']}")).json() == updated


async def test_a_stale_update_is_refused(client: AsyncClient) -> None:
    item = await create(client)
    url = f"{ITEMS}/{item['id']}"
    await client.put(url, json={"title": "Mine", "version": 1})

    response = await client.put(url, json={"title": "Yours", "version": 1})

    assert is_problem(response, 409)
    assert (await client.get(url)).json()["title"] == "Mine"


async def test_a_deleted_item_is_gone(client: AsyncClient) -> None:
    url = f"{ITEMS}/{(await create(client))['id']}"

    assert (await client.delete(url)).status_code == 204
    assert is_problem(await client.get(url), 404)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"title": ""},
        {"title": "x" * 201},
        {"title": "a\x00b"},
        {"title": None},
        {"title": 1},
        {"title": "Lamp", "description": "x" * 2001},
        {"title": "Lamp", "description": "\x00"},
        {"title": "Lamp", "owner": "me"},
        [],
        "Lamp",
        None,
    ],
    ids=lambda body: str(body)[:40],
)
async def test_a_wrong_body_is_refused(client: AsyncClient, body: object) -> None:
    assert is_problem(await client.post(ITEMS, json=body), 422)


@pytest.mark.parametrize("version", [0, -1, 2**31, 1.5, "1", True, None], ids=repr)
async def test_a_wrong_version_is_refused(client: AsyncClient, version: object) -> None:
    url = f"{ITEMS}/{(await create(client))['id']}"

    response = await client.put(url, json={"title": "Lamp", "version": version})

    assert is_problem(response, 422)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=x",
        f"limit={10**30}",
        "after=x",
        "after=%00",
        "after=AAAAAAAAAAAAAAAAAAAAAB",
        "after=AAAAAAAAAAAAAAAAAAAAAAAA",
        "page=2",
    ],
)
async def test_a_wrong_query_is_refused(client: AsyncClient, query: str) -> None:
    assert is_problem(await client.get(f"{ITEMS}?{query}"), 422)


@pytest.mark.parametrize(
    "item_id", ["1", "x", "%00", "0" * 5000], ids=["1", "x", "NUL", "long"]
)
async def test_a_wrong_id_is_refused(client: AsyncClient, item_id: str) -> None:
    assert is_problem(await client.get(f"{ITEMS}/{item_id}"), 422)
