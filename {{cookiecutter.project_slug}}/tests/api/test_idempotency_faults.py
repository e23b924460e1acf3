"""Whatever happens meanwhile, what has an Idempotency-Key is done once."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import Connection, event, text

from tests.notes import (
    CONFLICT,
    KEYS,
    KILL,
    NOTE,
    NOTES,
    fail,
    fail_at_commit,
    new_key,
    stored,
)

WAITING = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database ON oid = database"
    " WHERE datname = current_database() AND NOT granted"
)

Failing = Callable[[FastAPI, str], Awaitable[None]]


async def test_while_the_first_runs_the_second_is_told_to_wait(
    service: FastAPI, writer: AsyncClient
) -> None:
    key = new_key()
    async with service.state.database.begin() as session:
        await session.execute(text("LOCK TABLE notes IN EXCLUSIVE MODE"))
        first = asyncio.create_task(writer.post(NOTES, json=NOTE, headers=key))
        while not await session.scalar(WAITING):
            assert not first.done()
            await asyncio.sleep(0.01)
        second = await writer.post(NOTES, json=NOTE, headers=key)
    done = await first
    third = await writer.post(NOTES, json=NOTE, headers=key)

    assert second.status_code == 409
    assert second.headers["retry-after"]
    assert done.status_code == 201
    assert third.content == done.content
    assert await stored(service) == 1


async def test_of_many_at_once_one_does_it(
    service: FastAPI, writer: AsyncClient
) -> None:
    key = new_key()

    answers = await asyncio.gather(
        *(writer.post(NOTES, json=NOTE, headers=key) for _ in range(8))
    )

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.is_success}) == 1
    assert await stored(service) == 1


async def test_an_error_is_not_kept(service: FastAPI, writer: AsyncClient) -> None:
    key = new_key()
    await fail(service, "RAISE 'Not now.' USING ERRCODE = '23514'")

    first = await writer.post(NOTES, json=NOTE, headers=key)
    second = await writer.post(NOTES, json=NOTE, headers=key)

    assert first.status_code == 409
    assert second.status_code == 201
    assert "idempotency-replayed" not in second.headers


@pytest.mark.parametrize("when", [fail, fail_at_commit])
@pytest.mark.parametrize("how", [CONFLICT, KILL], ids=["conflict", "kill"])
async def test_with_a_key_a_write_runs_again_on_its_own(
    service: FastAPI, writer: AsyncClient, when: Failing, how: str
) -> None:
    await when(service, how)

    response = await writer.post(NOTES, json=NOTE, headers=new_key())

    assert response.status_code == 201
    assert "idempotency-replayed" not in response.headers
    assert await stored(service) == 1


async def test_a_commit_whose_answer_is_lost_is_found(
    service: FastAPI, writer: AsyncClient
) -> None:
    async with service.state.database.begin() as session:
        engine = session.bind.sync_engine

    def commit_and_die(connection: Connection) -> None:
        event.remove(engine, "commit", commit_and_die)
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")

    event.listen(engine, "commit", commit_and_die)

    response = await writer.post(NOTES, json=NOTE, headers=new_key())

    assert response.status_code == 201
    assert response.headers["idempotency-replayed"] == "true"
    assert await stored(service) == 1


async def test_what_was_not_committed_leaves_neither_row_nor_key(
    service: FastAPI, writer: AsyncClient
) -> None:
    key = new_key()
    await fail_at_commit(service, KILL, times=2)

    first = await writer.post(NOTES, json=NOTE, headers=key)
    left = await stored(service), await stored(service, KEYS)
    second = await writer.post(NOTES, json=NOTE, headers=key)

    assert first.status_code == 503
    assert left == (0, 0)
    assert second.status_code == 201
