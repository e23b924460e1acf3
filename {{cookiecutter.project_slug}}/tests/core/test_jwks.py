"""Tokens of an outside identity provider: a real one, on the loopback."""

import hashlib
import hmac
from typing import Any

import pytest
from jwt.utils import base64url_encode

from app.core.errors import Unauthorized
from app.core.jwks import JwksTokens
from tests.core.provider import KEYS, Provider


@pytest.mark.parametrize("algorithm", KEYS)
async def test_tokens_are_taken_whatever_the_kind_of_key(
    algorithm: str, provider: Provider, tokens: JwksTokens
) -> None:
    token = provider.issue(algorithm, sub="auth0|any:string", scope="items:read")

    principal = await tokens.read(token)

    assert principal.subject == "auth0|any:string"
    assert principal.scopes == {"items:read"}


@pytest.mark.parametrize(
    "claims",
    [{"iss": "another"}, {"aud": "another"}, {"exp": 0}, {"sub": None}, {"exp": None}],
    ids=str,
)
async def test_a_claim_that_is_wrong_or_missing_is_refused(
    claims: dict[str, Any], provider: Provider, tokens: JwksTokens
) -> None:
    with pytest.raises(Unauthorized):
        await tokens.read(provider.issue("ES256", **claims))


@pytest.mark.parametrize("token", ["", "a.b.c"])
async def test_what_is_no_token_is_refused_without_asking(
    token: str, provider: Provider, tokens: JwksTokens
) -> None:
    with pytest.raises(Unauthorized):
        await tokens.read(token)
    assert provider.asked == 0


async def test_a_token_that_names_no_key_is_refused(tokens: JwksTokens) -> None:
    with pytest.raises(Unauthorized):
        await tokens.read("e30.e30.e30")


async def test_a_public_key_is_no_shared_secret(
    provider: Provider, tokens: JwksTokens
) -> None:
    """The oldest trick: sign with HS256 and the key that everybody can read."""
    header = base64url_encode(b'{"alg": "HS256", "kid": "RS256"}').decode()
    _, payload, _ = provider.issue("RS256").split(".")
    signed = f"{header}.{payload}"
    mac = hmac.digest(provider.public_pem("RS256"), signed.encode(), hashlib.sha256)
    signature = base64url_encode(mac).decode()

    with pytest.raises(Unauthorized):
        await tokens.read(f"{signed}.{signature}")


async def test_an_unknown_key_is_refused_and_asked_for_once(
    provider: Provider, tokens: JwksTokens
) -> None:
    for _ in range(5):
        with pytest.raises(Unauthorized):
            await tokens.read(provider.issue("ES256", header={"kid": "unknown"}))

    assert provider.asked == 1


@pytest.mark.usefixtures("no_patience")
async def test_keys_rotate(provider: Provider, tokens: JwksTokens) -> None:
    provider.publish("RS256")
    old = provider.issue("RS256")
    await tokens.read(old)

    provider.publish("ES256")

    await tokens.read(provider.issue("ES256"))
    with pytest.raises(Unauthorized):
        await tokens.read(old)
