"""Tokens of an outside identity provider, checked against its published keys."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic

import anyio
import httpx2
import jwt
import structlog

from app.core.config import Settings
from app.core.errors import Unauthorized, Unavailable
from app.core.security import Principal, decode

ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
TIMEOUT = 2.0  # seconds

# Seconds until the provider is asked again ...
MAX_AGE = 300.0  # about keys that are known
COOLDOWN = 10.0  # for an unknown one, however many tokens name some
RETRY = 1.0  # for an unknown one, when there was no answer

# Whatever goes wrong on the way, or lies in what should be a list of keys.
_NO_ANSWER = (
    httpx2.HTTPError,
    jwt.PyJWTError,
    AttributeError,
    TimeoutError,
    TypeError,
    ValueError,
)

log = structlog.get_logger()


class JwksTokens:
    """Read tokens; known keys go on working while the provider is away."""

    def __init__(self, client: httpx2.AsyncClient, settings: Settings) -> None:
        self._client = client
        self._url = str(settings.auth_jwks_url)
        self._issuer = settings.auth_issuer
        self._audience = settings.auth_audience
        self._keys: dict[str | None, jwt.PyJWK] = {}
        self._away = False
        self._asked = float("-inf")
        self._asking = anyio.Lock()

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
        # One asks for all. Who has a key need not wait for the answer.
        if self._is_stale(key_id) and not (
            key_id in self._keys and self._asking.locked()
        ):
            async with self._asking:
                if self._is_stale(key_id):
                    await self._ask()
        if key := self._keys.get(key_id):
            return key
        if self._away:
            raise Unavailable("The identity provider cannot be reached.")
        raise Unauthorized("The access token names an unknown key.")

    def _is_stale(self, key_id: str | None) -> bool:
        unknown = RETRY if self._away else COOLDOWN
        max_age = MAX_AGE if key_id in self._keys else unknown
        return monotonic() - self._asked > max_age

    async def _ask(self) -> None:
        try:
            with anyio.fail_after(TIMEOUT):
                response = await self._client.get(self._url)
            keys = jwt.PyJWKSet.from_dict(response.raise_for_status().json()).keys
            self._keys = {key.key_id: key for key in keys}
            self._away = False
        except _NO_ANSWER as error:
            self._away = True
            log.warning("identity provider", error=f"{type(error).__name__}: {error}")
        finally:
            self._asked = monotonic()


@asynccontextmanager
async def jwks_tokens(settings: Settings) -> AsyncGenerator[JwksTokens]:
    # It reads certificates from files.
    new_client = partial(httpx2.AsyncClient, timeout=TIMEOUT)
    async with await anyio.to_thread.run_sync(new_client) as client:
        yield JwksTokens(client, settings)
