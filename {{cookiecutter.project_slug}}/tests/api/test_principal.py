"""Who may come in: every path that asks for a token, and every token that is none."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.api.principal import CurrentUser
from app.core.security import LocalTokens
from tests.requests import anonymous_client_of, client_of

ME = "/api/v1/users/me"


@pytest.fixture
def protected(app: FastAPI) -> list[tuple[str, str]]:
    """The method and the path of every operation that asks for a token."""
    return [
        (method.upper(), path.replace("{", "").replace("}", ""))
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
        if operation.get("security")
    ]


@pytest.mark.parametrize(
    "authorization",
    [
        b"",
        b"Bearer",
        b"Bearer ",
        b"Bearer a",
        b"Bearer a.b.c",
        b"Bearer \xff.\xff.\xff",
        b"Basic YTpi",
        b"Bearer eyJhbGciOiJub25lIn0.e30.",
        b"Bearer " + b"W1tb" * 5000 + b".e30.e30",
    ],
    ids=lambda value: str(value)[:20],
)
async def test_nothing_protected_answers_without_a_good_token(
    app: FastAPI, protected: list[tuple[str, str]], authorization: bytes
) -> None:
    assert ("GET", "/api/v1/users/me") in protected
    headers = [(b"Authorization", authorization)] if authorization else []
    async with anonymous_client_of(app) as client:
        for method, path in protected:
            response = await client.request(method, path, headers=headers)

            assert response.status_code == 401, (method, path)
            assert response.headers["www-authenticate"] == "Bearer"
            assert response.headers["content-type"] == "application/problem+json"


async def test_a_token_that_has_expired_is_refused(app: FastAPI) -> None:
    tokens: LocalTokens = app.state.tokens
    short = LocalTokens(
        tokens.key, tokens.issuer, tokens.audience, timedelta(minutes=-1)
    )
    async with anonymous_client_of(app) as client:
        response = await client.get(
            ME, headers={"Authorization": f"Bearer {short.issue('somebody')}"}
        )

    assert response.status_code == 401


async def test_a_path_learns_who_is_calling() -> None:
    app = FastAPI()
    app.state.tokens = LocalTokens("k" * 32, "issuer", "api", timedelta(minutes=1))

    @app.get("/")
    async def subject(user: CurrentUser) -> str:
        return user.subject

    async with client_of(app) as client:
        assert (await client.get("/")).json() == "somebody"


def test_the_document_tells_where_tokens_come_from(app: FastAPI) -> None:
    schemes = app.openapi()["components"]["securitySchemes"]

    assert schemes["AccessToken"]["flows"]["password"]["tokenUrl"] == (
        "api/v1/auth/token"
    )
