"""Nobody is told what another caller was told."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi import FastAPI, Form

from app.api.deps import CurrentUser, SessionDep
from app.api.idempotency import idempotent
from app.api.routing import Router
from app.core.security import LocalTokens
from tests.requests import anonymous_client_of, client_of
from tests.sign_in import bearer

PATH = "/idempotent"
OTHER = f"{PATH}/other"
KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}

router = Router()


@router.post(PATH)
@idempotent
async def answer(session: SessionDep, user: CurrentUser) -> str:
    return f"{user.subject} {uuid4()}"


@router.post(OTHER)
@idempotent
async def answer_otherwise(session: SessionDep, user: CurrentUser) -> str:
    return "something else"


@pytest.fixture
def closed(service: FastAPI) -> Generator[FastAPI]:
    """A service with a path that asks last who is there."""
    routes = len(service.router.routes)
    service.include_router(router)
    yield service
    del service.router.routes[routes:]


def expired(service: FastAPI) -> str:
    tokens: LocalTokens = service.state.tokens
    return replace(tokens, lifetime=timedelta(minutes=-10)).issue("ada")


async def test_who_is_not_signed_in_any_more_is_not_answered(closed: FastAPI) -> None:
    ada = bearer(closed.state.tokens.issue("ada"))
    async with anonymous_client_of(closed) as client:
        first = await client.post(PATH, headers=KEY | ada)
        for headers in ({}, bearer("forged"), bearer(expired(closed))):
            refused = await client.post(PATH, headers=KEY | headers)
            assert refused.status_code == 401
            assert first.text not in refused.text
        again = await client.post(PATH, headers=KEY | ada)

    assert again.content == first.content


async def test_a_new_token_of_the_same_caller_is_the_same_caller(
    closed: FastAPI,
) -> None:
    tokens: LocalTokens = closed.state.tokens
    longer = replace(tokens, lifetime=timedelta(hours=1))
    old, new = (bearer(each.issue("ada")) for each in (tokens, longer))
    async with anonymous_client_of(closed) as client:
        first = await client.post(PATH, headers=KEY | old)
        second = await client.post(PATH, headers=KEY | new)

    assert old != new
    assert first.content == second.content


async def test_the_same_key_of_somebody_else_is_another_key(closed: FastAPI) -> None:
    async with anonymous_client_of(closed) as client:
        for subject in ("ada", "eve", "ada eve"):
            token = bearer(closed.state.tokens.issue(subject))
            response = await client.post(PATH, headers=KEY | token)
            assert response.json().startswith(f"{subject} ")
            assert "idempotency-replayed" not in response.headers


async def test_the_same_key_for_something_else_is_another_key(
    closed: FastAPI,
) -> None:
    async with client_of(closed) as client:
        await client.post(PATH, headers=KEY)
        other = await client.post(OTHER, headers=KEY)

    assert other.json() == "something else"


def test_a_form_cannot_be_idempotent() -> None:
    @idempotent
    async def by_form(session: SessionDep, name: str = Form()) -> None: ...

    with pytest.raises(TypeError, match="form"):
        Router().add_api_route("/", by_form, methods=["POST"])
