"""Access tokens that this service signs itself."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
import pytest

from app.core.config import Settings
from app.core.errors import Unauthorized
from app.core.security import (
    DEVELOPMENT_KEY,
    LocalTokens,
    Principal,
    signing_key,
)

TOKENS = LocalTokens("k" * 32, "my-service", "my-api", timedelta(minutes=15))
HOUR = timedelta(hours=1)


def claims(**changed: object) -> dict[str, object]:
    expiry = datetime.now(UTC) + HOUR
    good = {"iss": "my-service", "aud": "my-api", "sub": "ada", "exp": expiry}
    return {
        name: value for name, value in (good | changed).items() if value is not None
    }


def test_a_token_says_who_for_whom_and_until_when() -> None:
    decoded = jwt.decode(TOKENS.issue("ada"), options={"verify_signature": False})

    assert (decoded["iss"], decoded["aud"]) == ("my-service", "my-api")
    assert decoded["sub"] == "ada"
    assert decoded["exp"] - decoded["iat"] == 15 * 60


async def test_what_was_issued_can_be_read() -> None:
    assert await TOKENS.read(TOKENS.issue("ada")) == Principal("ada")


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "another"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"sub": 1},
        {"exp": -HOUR},
        {"exp": "soon"},
        {"nbf": HOUR},
        {"iat": HOUR},
        *({name: None} for name in ("iss", "aud", "sub", "exp")),
    ],
    ids=str,
)
async def test_a_claim_that_is_wrong_or_missing_is_refused(
    changed: dict[str, object],
) -> None:
    now = datetime.now(UTC)
    changed = {
        name: now + value if isinstance(value, timedelta) else value
        for name, value in changed.items()
    }
    token = jwt.encode(claims(**changed), TOKENS.key, "HS256")

    with pytest.raises(Unauthorized):
        await TOKENS.read(token)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [("", "none"), ("k" * 64, "HS512"), ("another key, of 32 bytes or more", "HS256")],
)
async def test_another_key_or_algorithm_is_refused(key: str, algorithm: str) -> None:
    token = jwt.encode(claims(), key, algorithm)

    with pytest.raises(Unauthorized):
        await TOKENS.read(token)


async def test_scopes_are_words_of_one_claim() -> None:
    token = jwt.encode(claims(scope="items:read items:write"), TOKENS.key, "HS256")
    strange = jwt.encode(claims(scope=["items:read"]), TOKENS.key, "HS256")

    assert (await TOKENS.read(token)).scopes == {"items:read", "items:write"}
    assert (await TOKENS.read(strange)).scopes == frozenset()


def test_development_keeps_a_key_that_only_its_user_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(environment="development")

    key = signing_key(settings)

    assert len(key) >= 32
    assert stat.S_IMODE(DEVELOPMENT_KEY.stat().st_mode) == 0o600
    assert signing_key(settings) == key
    assert list(tmp_path.iterdir()) == [tmp_path / DEVELOPMENT_KEY]
