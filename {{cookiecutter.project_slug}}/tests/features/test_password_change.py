from httpx2 import AsyncClient, Response

from tests.sign_in import ME, PASSWORD, bearer, refresh, sign_in, tokens_of

NEW = "another long one"


async def change(
    client: AsyncClient, tokens: dict[str, str], current: str = PASSWORD, new: str = NEW
) -> Response:
    body = {"current_password": current, "new_password": new}
    headers = bearer(tokens["access_token"])
    return await client.put(f"{ME}/password", json=body, headers=headers)


async def test_a_new_password_replaces_the_old_one(ada: AsyncClient) -> None:
    tokens = await tokens_of(ada)

    assert (await change(ada, tokens)).status_code == 204
    assert (await sign_in(ada)).status_code == 401
    assert (await sign_in(ada, NEW)).status_code == 200


async def test_a_new_password_revokes_every_refresh_token(ada: AsyncClient) -> None:
    phone, laptop = await tokens_of(ada), await tokens_of(ada)

    await change(ada, phone)

    assert (await refresh(ada, phone)).status_code == 401
    assert (await refresh(ada, laptop)).status_code == 401


async def test_a_wrong_current_password_changes_nothing(ada: AsyncClient) -> None:
    tokens = await tokens_of(ada)

    assert (await change(ada, tokens, current="not the password")).status_code == 403
    assert (await sign_in(ada)).status_code == 200
    assert (await refresh(ada, tokens)).status_code == 200


async def test_a_stolen_access_token_has_five_guesses(ada: AsyncClient) -> None:
    tokens = await tokens_of(ada)
    for _ in range(5):
        await change(ada, tokens, current="not the password")

    assert (await change(ada, tokens)).status_code == 429
    assert (await sign_in(ada)).status_code == 429
