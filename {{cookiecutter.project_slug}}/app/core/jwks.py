"""Tokens of an outside identity provider, checked against its published keys."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import monotonic

import anyio
import httpx2
import jwt

from app.core.config import Settings
from app.core.errors import Unauthorized, Unavailable
from app.core.security import Principal, decode

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
MAX_AGE = 300.0  # seconds until keys are fetched again
COOLDOWN = 10.0  # seconds between fetches, however many unknown keys are named
TIMEOUT = 2.0  # seconds


class JwksTokens:
    """Read tokens; known keys go on working while the provider is away."""

    def __init__(self, client: httpx2.AsyncClient, settings: Settings) -> None:
        self._client = client
        self._url = str(settings.auth_jwks_url)
        self._issuer = settings.auth_issuer
        self._audience = settings.auth_audience
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._fetched = float("-inf")
        self._fetching = anyio.Lock()

    async def read(self, token: str) -> Principal:
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
        except jwt.InvalidTokenError as error:
            raise Unauthorized("The access token is invalid.") from error
        key = await self._key(key_id)
        return Principal.of(
            decode(token, key, ALGORITHMS, self._issuer, self._audience)
        )

    async def _key(self, key_id: str | None) -> jwt.PyJWK:
        max_age = MAX_AGE if key_id in self._keys else COOLDOWN
        if monotonic() - self._fetched > max_age:
            async with self._fetching:
                if monotonic() - self._fetched > max_age:
                    await self._fetch()
        try:
            return self._keys[key_id]
        except KeyError:
            raise Unauthorized("The access token names an unknown key.") from None

    async def _fetch(self) -> None:
        self._fetched = monotonic()
        try:
            response = await self._client.get(self._url)
            keys = jwt.PyJWKSet.from_dict(response.raise_for_status().json()).keys
        except (httpx2.HTTPError, jwt.PyJWTError, ValueError) as error:
            if not self._keys:
                self._fetched = float("-inf")
                raise Unavailable("The identity provider cannot be reached.") from error
            return
        self._keys = {key.key_id: key for key in keys}


@asynccontextmanager
async def jwks_tokens(settings: Settings) -> AsyncGenerator[JwksTokens]:
    async with httpx2.AsyncClient(timeout=TIMEOUT) as client:
        yield JwksTokens(client, settings)
