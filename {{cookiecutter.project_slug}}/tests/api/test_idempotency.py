"""A POST with an Idempotency-Key is done once, however often it is sent."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.api.deps import DatabaseDep
from app.api.idempotency import idempotent
from app.api.routing import Router
from app.db.idempotency import IDEMPOTENCY_KEYS
from tests.notes import KEYS, NOTE, NOTES, new_key, run, stored

EXPIRE = "UPDATE idempotency_keys SET expires_at = now() - interval '1 second'"


async def test_the_second_answer_is_the_first(
    service: FastAPI, writer: AsyncClient
) -> None:
    key = new_key()

    first = await writer.post(NOTES, json=NOTE, headers=key)
    second = await writer.post(NOTES, json=NOTE, headers=key)

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    same = ("content-length", "content-type", "location")
    assert [first.headers[name] for name in same] == [
        second.headers[name] for name in same
    ]
    assert second.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert await stored(service) == 1


async def test_without_a_key_each_is_new(service: FastAPI, writer: AsyncClient) -> None:
    first = await writer.post(NOTES, json=NOTE)
    second = await writer.post(NOTES, json=NOTE)

    assert first.content != second.content
    assert await stored(service) == 2
    assert await stored(service, KEYS) == 0


async def test_a_key_with_quotes_is_the_same_without(
    service: FastAPI, writer: AsyncClient
) -> None:
    for key in ("abc", '"abc"'):
        await writer.post(NOTES, json=NOTE, headers={"Idempotency-Key": key})

    assert await stored(service) == 1


@pytest.mark.parametrize("query", ["", "?again"])
async def test_a_key_for_another_request_is_refused(
    service: FastAPI, writer: AsyncClient, query: str
) -> None:
    key = new_key()
    await writer.post(NOTES, json=NOTE, headers=key)
    other = NOTE if query else {"text": "Buy bread"}

    response = await writer.post(NOTES + query, json=other, headers=key)

    assert response.status_code == 409
    assert response.headers["content-type"] == "application/problem+json"
    assert await stored(service) == 1


async def test_what_is_not_valid_is_refused_before_the_key_counts(
    service: FastAPI, writer: AsyncClient
) -> None:
    key = new_key()

    first = await writer.post(NOTES, json={"text": 1}, headers=key)
    second = await writer.post(NOTES, json=NOTE, headers=key)

    assert first.status_code == 422
    assert second.status_code == 201


@pytest.mark.parametrize(
    "key", ["", '""', "x" * 256, "two words", "\xe9", '"open', "tab\tbed"]
)
async def test_what_is_no_key_is_refused(
    service: FastAPI, writer: AsyncClient, key: str
) -> None:
    header = {b"Idempotency-Key": key.encode("latin-1")}

    response = await writer.post(NOTES, json=NOTE, headers=header)

    assert response.status_code == 422
    assert response.json()["errors"][0]["loc"] == ["header", "idempotency-key"]
    assert await stored(service) == 0


async def test_two_keys_are_none(service: FastAPI, writer: AsyncClient) -> None:
    two = [("Idempotency-Key", "one"), ("Idempotency-Key", "two")]

    response = await writer.post(NOTES, json=NOTE, headers=two)

    assert response.status_code == 422


async def test_an_expired_key_is_forgotten(
    service: FastAPI, writer: AsyncClient
) -> None:
    key = new_key()
    await writer.post(NOTES, json=NOTE, headers=key)
    await run(service, EXPIRE)

    response = await writer.post(NOTES, json={"text": "Buy bread"}, headers=key)
    replay = await writer.post(NOTES, json={"text": "Buy bread"}, headers=key)

    assert response.status_code == 201
    assert replay.content == response.content
    assert await stored(service) == 2


async def test_expired_answers_are_dropped_on_the_way(
    service: FastAPI, writer: AsyncClient
) -> None:
    for _ in range(4):
        await writer.post(NOTES, json=NOTE, headers=new_key())
    await run(service, EXPIRE)

    await writer.post(NOTES, json=NOTE, headers=new_key())

    assert await stored(service, KEYS) == 1


async def test_neither_key_nor_request_is_kept(
    service: FastAPI, writer: AsyncClient
) -> None:
    note = {"text": "s3cret"}
    await writer.post(NOTES, json=note, headers={"Idempotency-Key": "s3cret"})
    async with service.state.database.read() as session:
        row = (await session.execute(IDEMPOTENCY_KEYS.select())).one()

    kept = b" ".join([row.scope, row.fingerprint, row.body])

    assert b"random" in kept
    assert b"s3cret" not in kept


def test_several_transactions_cannot_be_idempotent() -> None:
    @idempotent
    async def twice(database: DatabaseDep) -> None: ...

    with pytest.raises(TypeError, match="SessionDep"):
        Router().add_api_route("/", twice, methods=["POST"])
