import pytest
from httpx2 import AsyncClient

from tests.sign_in import (
    EMAIL,
    ME,
    PASSWORD,
    TOKEN,
    bearer,
    register,
    sign_in,
)

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def test_a_right_password_is_answered_with_tokens(ada: AsyncClient) -> None:
    response = await sign_in(ada)

    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    tokens = response.json()
    assert tokens.keys() == {
        "access_token",
        "refresh_token",
        "token_type",
        "expires_in",
    }
    assert tokens["token_type"] == "bearer"
    assert tokens["expires_in"] == 15 * 60
    me = await ada.get(ME, headers=bearer(tokens["access_token"]))
    assert me.json()["email"] == EMAIL


@pytest.mark.parametrize(
    ("registered", "username"),
    [
        ("ada@example.com", "ADA@Example.com"),
        ("ada@bücher.example.com", "ada@xn--bcher-kva.example.com"),
        ("zo\u00eb@example.com", "zoe\u0308@example.com"),
    ],
    ids=["case", "punycode", "composed"],
)
async def test_an_email_may_be_spelled_in_other_ways(
    visitor: AsyncClient, registered: str, username: str
) -> None:
    await register(visitor, registered)

    assert (await sign_in(visitor, email=username)).status_code == 200


async def test_clients_of_oauth2_may_send_its_other_fields(ada: AsyncClient) -> None:
    form = {"grant_type": "password", "scope": "", "client_id": "docs"}
    account = {"username": EMAIL, "password": PASSWORD}

    assert (await ada.post(TOKEN, data=form | account)).status_code == 200


@pytest.mark.parametrize(
    "form",
    [
        "",
        f"username={EMAIL}",
        f"username={EMAIL}&password={'x' * 129}",
        f"username={EMAIL}&password=a%00b",
        f"username=a%00b&password={PASSWORD}",
        f"username={'x' * 321}&password={PASSWORD}",
        f"username={EMAIL}&password={PASSWORD}&grant_type=refresh_token",
    ],
    ids=["empty", "half", "129", "NUL", "NUL name", "long name", "grant"],
)
async def test_a_wrong_form_is_refused_and_not_repeated(
    ada: AsyncClient, form: str
) -> None:
    response = await ada.post(TOKEN, content=form, headers=FORM)

    assert response.status_code == 422
    assert PASSWORD not in response.text
    assert "x" * 100 not in response.text


async def test_what_is_no_form_is_told_so(ada: AsyncClient) -> None:
    response = await ada.post(TOKEN, json={"username": EMAIL, "password": PASSWORD})

    assert response.status_code == 415


async def test_bytes_that_are_no_text_are_a_wrong_password(ada: AsyncClient) -> None:
    form = f"username={EMAIL}&password=%ED%A0%80%FF"

    response = await ada.post(TOKEN, content=form, headers=FORM)

    assert response.status_code == 401
