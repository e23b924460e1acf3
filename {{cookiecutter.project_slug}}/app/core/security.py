"""Access tokens that this service signs itself."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_urlsafe
from tempfile import NamedTemporaryFile
from typing import Protocol

import jwt

from app.core.config import Settings
from app.core.errors import Unauthorized

DEVELOPMENT_KEY = Path(".auth-secret-key")

_ALGORITHM = "HS256"
LEEWAY = 10.0  # seconds that two clocks may differ


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is calling, as far as the access token says."""

    subject: str
    scopes: frozenset[str] = frozenset()

    @classmethod
    def of(cls, claims: dict[str, object]) -> "Principal":
        scope = claims.get("scope")
        scopes = scope.split() if isinstance(scope, str) else ()
        return cls(str(claims["sub"]), frozenset(scopes))


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
            leeway=LEEWAY,
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
        # Linked when it is complete: of two processes that start at once, both read
        # the key of the first.
        with NamedTemporaryFile("w", dir=".", prefix=DEVELOPMENT_KEY.name) as file:
            file.write(token_urlsafe(32))
            file.flush()
            with suppress(FileExistsError):
                DEVELOPMENT_KEY.hardlink_to(file.name)
    return DEVELOPMENT_KEY.read_text()
