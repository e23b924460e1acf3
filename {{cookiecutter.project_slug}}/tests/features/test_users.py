import asyncio

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from app.core.passwords import Passwords
from app.db.session import SessionMaker
from tests.sign_in import (
    EMAIL,
    ME,
    PASSWORD,
    USERS,
    bearer,
    refresh,
    register,
    send,
    sign_in,
    tokens_of,
    visitor_of,
)


async def test_registering_answers_with_the_user_and_no_secret(
    visitor: AsyncClient,
) -> None:
    response = await register(visitor, "Ada@Example.COM")

    assert response.status_code == 201
    assert response.json().keys() == {"id", "email", "created_at"}
    assert response.json()["email"] == EMAIL


@pytest.mark.parametrize("email", [EMAIL, "ADA@example.com", "ada@EXAMPLE.com"])
async def test_an_email_is_taken_however_it_is_written(
    ada: AsyncClient, email: str
) -> None:
    assert (await register(ada, email)).status_code == 409


async def test_of_two_who_want_an_email_at_once_one_gets_it(service: FastAPI) -> None:
    async with visitor_of(service) as client:
        answers = await asyncio.gather(*[register(client) for _ in range(4)])

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [201, 409, 409, 409]


async def test_registering_twice_with_one_key_is_registering_once(
    visitor: AsyncClient,
) -> None:
    account = {"email": EMAIL, "password": PASSWORD}
    key = {"Idempotency-Key": "once"}

    answers = [await visitor.post(USERS, json=account, headers=key) for _ in "ab"]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].content == answers[1].content


async def test_no_connection_waits_for_a_password_to_be_hashed(
    service: FastAPI,
) -> None:
    turns = service.state.database.turns

    class Watching(Argon2Hasher):
        def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
            assert turns._free._value == service.state.settings.database_pool_size
            return super().hash(password, salt=salt)

    async with visitor_of(service) as client:
        hasher = PasswordHash([Watching()])
        service.state.passwords = Passwords(hasher, stand_in="")
        assert (await register(client)).status_code == 201


async def test_me_is_whoever_the_token_says(ada: AsyncClient) -> None:
    tokens = await tokens_of(ada)

    response = await ada.get(ME, headers=bearer(tokens["access_token"]))

    assert response.status_code == 200
    assert response.json()["email"] == EMAIL


async def test_a_token_of_nobody_here_is_not_signed_in(client: AsyncClient) -> None:
    response = await client.get(ME)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


async def test_a_deleted_user_is_nobody(
    ada: AsyncClient, sessions: SessionMaker
) -> None:
    tokens = await tokens_of(ada)
    async with sessions.begin() as session:
        await session.execute(text("DELETE FROM users"))

    response = await ada.get(ME, headers=bearer(tokens["access_token"]))

    assert response.status_code == 401
    assert (await refresh(ada, tokens)).status_code == 401
    assert (await sign_in(ada)).status_code == 401


@pytest.mark.parametrize(
    "password",
    ["elevenchars", "x" * 129, "with\x00NUL" * 2, "half an emoji\ud83d", ""],
    ids=["11", "129", "NUL", "surrogate", "empty"],
)
async def test_a_password_that_cannot_be_is_refused_and_not_repeated(
    ada: AsyncClient, password: str
) -> None:
    ada.headers.update(bearer((await tokens_of(ada))["access_token"]))
    account = {"email": "bob@example.com", "password": password}
    new = {"current_password": PASSWORD, "new_password": password}

    for response in (
        await send(ada, "POST", USERS, account),
        await send(ada, "PUT", f"{ME}/password", new),
    ):
        assert response.status_code == 422
        assert PASSWORD not in response.text
        assert not password or password[:10] not in response.text


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "@example.com",
        "ada@example",
        "a b@example.com",
        " ada@example.com",
        "Ada <ada@example.com>",
        "ada@example.com\x00",
    ],
)
async def test_what_is_no_email_is_refused(visitor: AsyncClient, email: str) -> None:
    assert (await register(visitor, email)).status_code == 422
