"""What a proxy in front, and a page of another origin, can rely on."""

import pytest
from fastapi import FastAPI, Request

from tests.requests import client_of
from tests.variant import variant

ORIGIN = "https://shop.example"


@pytest.fixture
async def behind_proxy(app: FastAPI) -> FastAPI:
    return await variant(app, root_path="/shop")


@pytest.fixture
async def open_app(app: FastAPI) -> FastAPI:
    return await variant(app, cors_origins=(ORIGIN,))


async def test_a_path_that_the_proxy_took_off_is_in_every_address(
    behind_proxy: FastAPI,
) -> None:
    @behind_proxy.get("/path")
    async def path_of(request: Request) -> str:
        return str(request.scope["path"])

    async with client_of(behind_proxy) as client:
        path = await client.get("/path")
        live = await client.get("/health/live")
        document = (await client.get("/openapi.json")).json()
        page = await client.get("/docs/assets/favicon.png")

    assert path.json() == "/shop/path"
    assert live.json() == {"status": "ok"}
    assert document["servers"] == [{"url": "/shop"}]
    assert page.status_code == 200


async def test_a_page_of_an_allowed_origin_may_read_errors_too(
    open_app: FastAPI,
) -> None:
    async with client_of(open_app) as client:
        client.headers["Origin"] = ORIGIN
        answers = [
            await client.get("/openapi.json"),
            await client.get("/nowhere"),
            await client.get("/", headers={"X-Long": "x" * 40_000}),
        ]

    assert [answer.status_code for answer in answers] == [200, 404, 431]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == ORIGIN


async def test_other_origins_are_not_let_in(open_app: FastAPI, app: FastAPI) -> None:
    for service in (open_app, app):
        async with client_of(service) as client:
            client.headers["Origin"] = "https://evil.example"
            answer = await client.get("/openapi.json")
        assert "access-control-allow-origin" not in answer.headers
