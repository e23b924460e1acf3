from collections.abc import AsyncGenerator

import pytest
from anyio import to_thread
from httpx2 import AsyncClient
from pydantic import HttpUrl

from app.core import jwks
from app.core.config import Settings
from app.core.jwks import JwksTokens
from tests.core.provider import Provider


@pytest.fixture
async def provider() -> AsyncGenerator[Provider]:
    async with Provider() as provider:
        yield provider


@pytest.fixture
def outside(settings: Settings, provider: Provider) -> Settings:
    """Settings that name the provider."""
    changed = {
        "auth_jwks_url": HttpUrl(provider.url),
        "auth_issuer": provider.issuer,
        "auth_audience": provider.audience,
    }
    return settings.model_copy(update=changed)


@pytest.fixture(scope="session")
async def http() -> AsyncGenerator[AsyncClient]:
    """One for all tests: it reads every certificate there is."""
    async with await to_thread.run_sync(AsyncClient) as http:
        yield http


@pytest.fixture
def tokens(http: AsyncClient, outside: Settings) -> JwksTokens:
    return JwksTokens(http, outside)


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAX_AGE", "COOLDOWN", "RETRY"):
        monkeypatch.setattr(jwks, name, -1.0)
