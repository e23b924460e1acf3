"""What failed for no fault of the caller's runs again, and nothing is done twice."""

from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from tests.notes import (
    CONFLICT,
    KILL,
    NOTE,
    NOTES,
    PLAIN,
    TWO_STEPS,
    fail,
    fail_at_commit,
    stored,
)

Failing = Callable[[FastAPI, str], Awaitable[None]]


def is_unavailable(response: Response) -> bool:
    return (
        response.status_code == 503
        and "retry-after" in response.headers
        and response.headers["content-type"] == "application/problem+json"
    )


@pytest.mark.parametrize("fails", [fail, fail_at_commit])
async def test_what_met_somebody_else_runs_again(
    service: FastAPI, writer: AsyncClient, fails: Failing
) -> None:
    await fails(service, CONFLICT)

    response = await writer.post(PLAIN, json=NOTE)

    assert response.status_code == 201
    assert await stored(service) == 1


async def test_nothing_runs_more_than_twice(
    service: FastAPI, writer: AsyncClient
) -> None:
    await fail(service, CONFLICT, times=2)

    first = await writer.post(PLAIN, json=NOTE)
    second = await writer.post(PLAIN, json=NOTE)

    assert is_unavailable(first)
    assert second.status_code == 201
    assert await stored(service) == 1


async def test_what_is_several_transactions_does_not_run_again(
    service: FastAPI, writer: AsyncClient
) -> None:
    await fail(service, f"IF currval('tries') = 2 THEN {CONFLICT}; END IF", times=2)

    response = await writer.post(TWO_STEPS, json=NOTE)

    assert is_unavailable(response)
    assert await stored(service) == 1


async def test_a_read_whose_connection_is_killed_runs_again(
    service: FastAPI, writer: AsyncClient
) -> None:
    await writer.post(PLAIN, json=NOTE)
    await fail(service, KILL)

    response = await writer.get(NOTES)

    assert response.status_code == 200
    assert response.json() == ["Buy milk"]


@pytest.mark.parametrize("when", [fail, fail_at_commit])
async def test_a_write_whose_connection_is_killed_is_left_to_the_caller(
    service: FastAPI, writer: AsyncClient, when: Failing
) -> None:
    await when(service, KILL)

    response = await writer.post(PLAIN, json=NOTE)

    assert is_unavailable(response)
    assert await stored(service) == 0


async def test_a_slow_statement_does_not_run_again(
    service: FastAPI, writer: AsyncClient
) -> None:
    await fail(service, "RAISE 'Too slow.' USING ERRCODE = '57014'")

    assert is_unavailable(await writer.get(NOTES))
