"""Passwords, and the tokens that this service signs itself."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Protocol

import jwt
from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash

from app.core.config import Settings
from app.core.errors import Unauthorized

DEVELOPMENT_KEY = Path(".auth-secret-key")

_ALGORITHM = "HS256"
_hasher = PasswordHash.recommended()
# One hash takes a core for a tenth of a second, and 64 MiB.
_hashing = CapacityLimiter(os.cpu_count() or 1)

# What an unknown user's password is compared with, so that it takes as long. Nobody
# knows the password to it.
STAND_IN = (
    "$argon2id$v=19$m=65536,t=3,p=4$4a360Pmo8JkpKn81H8yhIg"
    "$GuZ+HkXlwuRrDi46mn53IqoN34LAdkUJWK4J8x/keUU"
)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling, as far as the access token says."""

    subject: str
    scopes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, claims: dict[str, object]) -> "Principal":
        return cls(str(claims["sub"]), frozenset(str(claims.get("scope", "")).split()))


class TokenReader(Protocol):
    async def read(self, token: str) -> Principal:
        """
        Raises:
            Unauthorized: forged, expired, or meant for somebody else.
        """


@dataclass(frozen=True, slots=True)
class LocalTokens:
    """Sign and read access tokens with a key that only this service has."""

    key: str
    issuer: str
    audience: str
    lifetime: timedelta

    @classmethod
    def from_settings(cls, settings: Settings) -> "LocalTokens":
        return cls(
            signing_key(settings),
            settings.auth_issuer,
            settings.auth_audience,
            timedelta(minutes=settings.auth_access_token_minutes),
        )

    def issue(self, subject: str) -> str:
        now = datetime.now(UTC)
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": subject,
            "iat": now,
            "exp": now + self.lifetime,
        }
        return jwt.encode(claims, self.key, _ALGORITHM)

    async def read(self, token: str) -> Principal:
        return Principal.of(
            decode(token, self.key, [_ALGORITHM], self.issuer, self.audience)
        )


def decode(
    token: str, key: str | jwt.PyJWK, algorithms: list[str], issuer: str, audience: str
) -> dict[str, object]:
    """The claims of a token that is what it says."""
    try:
        return jwt.decode(
            token,
            key,
            algorithms=algorithms,
            issuer=issuer,
            audience=audience,
            options={"require": ["iss", "aud", "sub", "exp"]},
        )
    except jwt.InvalidTokenError as error:
        raise Unauthorized("The access token is invalid or has expired.") from error


def signing_key(settings: Settings) -> str:
    """The key of the settings; development keeps one in a file that git ignores."""
    if settings.auth_secret_key is not None:
        return settings.auth_secret_key.get_secret_value()
    if settings.environment == "test":
        return token_urlsafe(32)
    if not DEVELOPMENT_KEY.exists():
        DEVELOPMENT_KEY.touch(mode=0o600)
        DEVELOPMENT_KEY.write_text(token_urlsafe(32))
    return DEVELOPMENT_KEY.read_text()


async def hash_password(password: str) -> str:
    return await to_thread.run_sync(_hasher.hash, password, limiter=_hashing)


async def verify_password(password: str, hashed: str | None) -> bool:
    """Compare with `hashed`, or for as long with nothing."""
    right = await to_thread.run_sync(
        _hasher.verify, password, hashed or STAND_IN, limiter=_hashing
    )
    return right and hashed is not None
