"""`/docs` and `/redoc` need nothing from elsewhere."""

import asyncio
import re
from html import escape

import pytest
from httpx2 import AsyncClient

from app import about
from app.core.config import Settings
from app.main import create_app
from tests.requests import anonymous_client_of


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
async def test_a_page_and_all_it_refers_to_come_from_here(
    client: AsyncClient, page: str
) -> None:
    response = await client.get(page)
    parts = re.findall(r'(?:src|href|spec-url)="([^"]+)"', response.text)

    assert response.status_code == 200
    assert parts
    for part in parts:
        assert (await client.get(f"/{part}")).status_code == 200


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
async def test_a_page_allows_no_foreign_and_no_inline_script(
    client: AsyncClient, page: str
) -> None:
    response = await client.get(page)
    policy = response.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert not re.search(r"<script(?![^>]*src)", response.text)


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
async def test_a_page_is_called_what_the_service_is(
    client: AsyncClient, page: str
) -> None:
    response = await client.get(page)
    assert f"<title>{escape(about.TITLE)}</title>" in response.text


@pytest.mark.parametrize("path", ["/docs", "/docs/assets/favicon.png"])
async def test_a_range_is_never_served(client: AsyncClient, path: str) -> None:
    for wanted in ("bytes=0-1", "bytes=9-1", "bytes=99999999-", "nonsense"):
        response = await client.get(path, headers={"Range": wanted})
        assert response.status_code == 200


async def test_docs_can_be_switched_off(settings: Settings) -> None:
    closed = settings.model_copy(update={"docs_enabled": False})
    app = await asyncio.to_thread(create_app, closed)

    async with anonymous_client_of(app) as client:
        for page in ("/docs", "/redoc", "/openapi.json", "/docs/assets/favicon.png"):
            assert (await client.get(page)).status_code == 404
