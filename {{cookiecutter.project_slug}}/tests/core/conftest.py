from collections.abc import AsyncGenerator

import pytest
from pydantic import HttpUrl

from app.core import jwks
from app.core.config import Settings
from app.core.jwks import JwksTokens, jwks_tokens
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


@pytest.fixture
async def tokens(outside: Settings) -> AsyncGenerator[JwksTokens]:
    async with jwks_tokens(outside) as tokens:
        yield tokens


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MAX_AGE", "COOLDOWN", "RETRY"):
        monkeypatch.setattr(jwks, name, -1.0)
