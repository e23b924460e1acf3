"""An identity provider that is slow, broken or away."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from fastapi import FastAPI

from app.core import jwks
from app.core.config import Settings
from app.core.errors import Unavailable
from app.core.jwks import JwksTokens
from app.main import create_app
from tests.core.provider import Provider
from tests.requests import anonymous_client_of


async def test_all_who_come_before_the_first_answer_get_it(
    provider: Provider, tokens: JwksTokens
) -> None:
    token = provider.issue("ES256")

    first = asyncio.create_task(tokens.read(token))
    await asyncio.sleep(0.01)
    await asyncio.gather(first, *[tokens.read(token) for _ in range(9)])

    assert provider.asked == 1


@pytest.mark.usefixtures("no_patience")
@pytest.mark.parametrize("fault", ["away", "garbage", "list", "error"])
async def test_known_keys_go_on_working_while_the_provider_is_out_of_order(
    fault: str, provider: Provider, tokens: JwksTokens
) -> None:
    token = provider.issue("ES256")
    await tokens.read(token)

    provider.fail(fault)

    assert (await tokens.read(token)).subject == "ada"
    with pytest.raises(Unavailable):
        await tokens.read(provider.issue("ES256", header={"kid": "new"}))


async def test_who_has_a_known_key_does_not_wait_for_a_slow_provider(
    provider: Provider, tokens: JwksTokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = provider.issue("ES256")
    await tokens.read(token)
    monkeypatch.setattr(jwks, "MAX_AGE", -1.0)
    monkeypatch.setattr(jwks, "TIMEOUT", 1.0)
    provider.fail("slow")

    patient = asyncio.create_task(tokens.read(token))
    await asyncio.sleep(0.05)
    await tokens.read(token)

    assert not patient.done()
    assert (await patient).subject == "ada"


async def test_a_provider_that_was_never_reached_makes_a_503_and_no_login(
    outside: Settings, provider: Provider
) -> None:
    provider.fail("away")
    app: FastAPI = await asyncio.to_thread(create_app, outside)
    headers = {"Authorization": f"Bearer {provider.issue('ES256')}"}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        client = await stack.enter_async_context(anonymous_client_of(app))
        response = await client.get("/api/v1/items", headers=headers)
        assert response.status_code == 503
        assert int(response.headers["retry-after"]) > 0
        login = await client.post("/api/v1/auth/token", data={"username": "ada"})
        assert login.status_code == 404


def test_the_document_has_no_users_and_no_password(outside: Settings) -> None:
    document = create_app(outside).openapi()

    assert document["components"]["securitySchemes"] == {
        "AccessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
    }
    assert document["paths"]["/api/v1/items"]["get"]["security"] == [
        {"AccessToken": []}
    ]
    for path in document["paths"]:
        assert not path.startswith(("/api/v1/users", "/api/v1/auth"))
