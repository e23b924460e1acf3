import asyncio

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text

from app.db.database import Database
from app.db.session import SessionMaker
from app.features.users.models import RefreshToken, User
from app.features.users.repository import RefreshTokenRepository, UserRepository
from app.features.users.rules import digest
from tests.sign_in import (
    EMAIL,
    LOGOUT,
    ME,
    REFRESH,
    bearer,
    log_out,
    refresh,
    register,
    send,
    tokens_of,
    visitor_of,
)


async def test_a_refresh_answers_with_new_tokens(ada: AsyncClient) -> None:
    tokens = await tokens_of(ada)

    response = await refresh(ada, tokens)

    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    renewed = response.json()
    assert renewed.keys() == tokens.keys()
    assert renewed["refresh_token"] != tokens["refresh_token"]
    me = await ada.get(ME, headers=bearer(renewed["access_token"]))
    assert me.json()["email"] == EMAIL


async def test_a_spent_token_revokes_its_family_and_no_other(ada: AsyncClient) -> None:
    stolen, elsewhere = await tokens_of(ada), await tokens_of(ada)
    renewed = (await refresh(ada, stolen)).json()

    assert (await refresh(ada, stolen)).status_code == 401
    assert (await refresh(ada, renewed)).status_code == 401
    assert (await refresh(ada, elsewhere)).status_code == 200


async def test_a_token_is_spent_once_however_many_show_it(service: FastAPI) -> None:
    async with visitor_of(service) as client:
        await register(client)
        tokens = await tokens_of(client)
        answers = await asyncio.gather(*[refresh(client, tokens) for _ in range(4)])

    statuses = sorted(answer.status_code for answer in answers)
    assert statuses == [200, 401, 401, 401]


async def test_an_expired_token_is_refused(
    ada: AsyncClient, sessions: SessionMaker
) -> None:
    tokens = await tokens_of(ada)
    async with sessions.begin() as session:
        await session.execute(text("UPDATE refresh_tokens SET expires_at = now()"))

    assert (await refresh(ada, tokens)).status_code == 401


async def test_logging_out_revokes_the_family_and_no_other(ada: AsyncClient) -> None:
    here, elsewhere = await tokens_of(ada), await tokens_of(ada)
    renewed = (await refresh(ada, here)).json()

    assert (await log_out(ada, renewed)).status_code == 204
    assert (await refresh(ada, renewed)).status_code == 401
    assert (await refresh(ada, elsewhere)).status_code == 200


async def test_a_token_of_nobody_is_refused_and_can_be_logged_out(
    ada: AsyncClient,
) -> None:
    unknown = {"refresh_token": "x" * 43}

    refused = await refresh(ada, unknown)

    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == "Bearer"
    assert (await log_out(ada, unknown)).status_code == 204


@pytest.mark.parametrize("token", ["\ud800", "\x00", "x" * 513, 1, None])
async def test_a_token_that_cannot_be_is_refused(
    ada: AsyncClient, token: object
) -> None:
    for path in (REFRESH, LOGOUT):
        response = await send(ada, "POST", path, {"refresh_token": token})
        assert response.status_code == 422


async def test_a_revocation_waits_for_a_refresh_that_is_under_way(
    service: FastAPI,
) -> None:
    database: Database = service.state.database
    async with visitor_of(service) as client:
        await register(client)
        token_hash = digest((await tokens_of(client))["refresh_token"])

    async def revoke(user: User) -> None:
        async with database.begin() as session:
            assert await UserRepository(session).lock_unchanged(user)
            await RefreshTokenRepository(session).revoke_user(user.id)

    async with database.read() as session:
        user = await UserRepository(session).by_email(EMAIL)
    assert user
    async with database.begin() as session:
        refresh_tokens = RefreshTokenRepository(session)
        old = await refresh_tokens.by_hash(token_hash)
        assert old
        revoking = asyncio.create_task(revoke(user))
        await asyncio.sleep(0.05)
        assert not revoking.done()
        await refresh_tokens.add(
            RefreshToken(
                user_id=old.user_id,
                family_id=old.family_id,
                token_hash=digest("new"),
                expires_at=old.expires_at,
            )
        )
    await revoking

    async with database.read() as session:
        left = await session.scalar(text("SELECT count(*) FROM refresh_tokens"))
    assert left == 0
