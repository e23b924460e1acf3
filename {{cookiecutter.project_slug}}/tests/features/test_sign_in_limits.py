import asyncio

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import text

from app.db.database import Database
from app.db.session import SessionMaker
from app.features.users.repository import UserRepository
from tests.sign_in import EMAIL, register, sign_in, visitor_of

WRONG = "not the password"


async def fail(client: AsyncClient, times: int, email: str = EMAIL) -> None:
    for _ in range(times):
        assert (await sign_in(client, WRONG, email)).status_code == 401


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.com", "no email"])
async def test_after_five_failures_an_account_has_to_wait(
    ada: AsyncClient, email: str
) -> None:
    await fail(ada, 5, email)

    response = await sign_in(ada, email=email)

    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 15 * 60


async def test_the_spelling_of_an_email_gives_no_further_guesses(
    ada: AsyncClient,
) -> None:
    await fail(ada, 3)
    await fail(ada, 2, EMAIL.upper())

    assert (await sign_in(ada)).status_code == 429


async def test_other_accounts_need_not_wait(ada: AsyncClient) -> None:
    await register(ada, "bob@example.com")
    await fail(ada, 5)

    assert (await sign_in(ada, email="bob@example.com")).status_code == 200


async def test_a_success_forgets_the_failures(ada: AsyncClient) -> None:
    await fail(ada, 4)
    assert (await sign_in(ada)).status_code == 200

    await fail(ada, 5)
    assert (await sign_in(ada)).status_code == 429


async def test_failures_no_longer_count_after_a_while_and_go(
    ada: AsyncClient, sessions: SessionMaker
) -> None:
    await fail(ada, 4, "nobody@example.com")
    await fail(ada, 5)
    async with sessions.begin() as session:
        await session.execute(
            text(
                "UPDATE login_failures"
                " SET occurred_at = occurred_at - interval '16 minutes'"
            )
        )

    await fail(ada, 1)

    async with sessions() as session:
        left = await session.scalar(text("SELECT count(*) FROM login_failures"))
    assert left == 1
    assert (await sign_in(ada)).status_code == 200


async def test_twenty_guesses_at_once_get_no_more_than_five_answers(
    service: FastAPI,
) -> None:
    database: Database = service.state.database
    async with visitor_of(service) as client:
        await register(client)
        for email in (EMAIL, "nobody@example.com"):
            guesses = [sign_in(client, WRONG, email) for _ in range(20)]
            answers = await asyncio.gather(*guesses)
            statuses = sorted(answer.status_code for answer in answers)
            assert statuses == [401] * 5 + [429] * 15

    # What a refusal leaves behind is committed.
    async with database.read() as session:
        assert await session.scalar(text("SELECT count(*) FROM login_failures")) == 10


async def test_a_password_changed_while_it_is_compared_is_not_the_right_one(
    ada: AsyncClient, sessions: SessionMaker
) -> None:
    async with sessions() as session:
        user = await UserRepository(session).by_email(EMAIL)
    assert user

    async with sessions() as session:
        assert await UserRepository(session).lock_unchanged(user)
    async with sessions.begin() as session:
        await session.execute(text("UPDATE users SET password_hash = 'another'"))
    async with sessions() as session:
        assert await UserRepository(session).lock_unchanged(user) is None
