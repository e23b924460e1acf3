"""People who register and sign in, with hashes that cost next to nothing."""

import json
from secrets import token_urlsafe

from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.core.passwords import Passwords
from tests.requests import anonymous_client_of

EMAIL = "ada@example.com"
PASSWORD = "a long enough one"

USERS = "/api/v1/users"
ME = f"{USERS}/me"
TOKEN = "/api/v1/auth/token"
REFRESH = "/api/v1/auth/refresh"
LOGOUT = "/api/v1/auth/logout"


KEY = token_urlsafe(32)


def quick_hasher() -> PasswordHash:
    return PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)])


def visitor_of(app: FastAPI) -> AsyncClient:
    hasher = quick_hasher()
    app.state.passwords = Passwords(hasher, stand_in=hasher.hash("nobody's"))
    return anonymous_client_of(app)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def send(client: AsyncClient, method: str, path: str, body: object) -> Response:
    """As a client would that escapes whatever JSON lets it: half an emoji, too."""
    headers = {"Content-Type": "application/json"}
    content = json.dumps(body)
    return await client.request(method, path, content=content, headers=headers)


async def register(client: AsyncClient, email: str = EMAIL) -> Response:
    return await client.post(USERS, json={"email": email, "password": PASSWORD})


async def sign_in(
    client: AsyncClient, password: str = PASSWORD, email: str = EMAIL
) -> Response:
    return await client.post(TOKEN, data={"username": email, "password": password})


async def tokens_of(client: AsyncClient) -> dict[str, str]:
    """What somebody has who is registered and signs in."""
    response = await sign_in(client)
    assert response.status_code == 200
    tokens: dict[str, str] = response.json()
    return tokens


async def refresh(client: AsyncClient, tokens: dict[str, str]) -> Response:
    body = {"refresh_token": tokens["refresh_token"]}
    return await client.post(REFRESH, json=body)


async def log_out(client: AsyncClient, tokens: dict[str, str]) -> Response:
    body = {"refresh_token": tokens["refresh_token"]}
    return await client.post(LOGOUT, json=body)
