"""What a proxy might read in another way than we do is refused, and hung up on."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from tests.requests import anonymous_client_of

HOST = "Host"
CODING = "Transfer-Encoding"


def is_refused(response: Response) -> bool:
    return (
        response.status_code == 400
        and response.headers["connection"] == "close"
        and response.headers["content-type"] == "application/problem+json"
    )


@pytest.mark.parametrize(
    "host", ["a b", "a/b", "a@b", "a:b", "[::1", "[]", "a\xe9", "a:80:80"]
)
async def test_a_host_that_is_none_is_refused(app: FastAPI, host: str) -> None:
    async with anonymous_client_of(app) as client:
        headers = {HOST.encode(): host.encode("latin-1")}
        response = await client.get("/nowhere", headers=headers)

    assert is_refused(response)


@pytest.mark.parametrize(
    "host", ["", "a", "a_b.example:8000", "a:", "10.0.0.1:80", "[::1]:8000", "%C3%A9"]
)
async def test_any_other_is_not_looked_at(app: FastAPI, host: str) -> None:
    async with anonymous_client_of(app) as client:
        response = await client.get("/nowhere", headers={HOST: host})

    assert response.status_code == 404


async def test_two_hosts_are_refused(app: FastAPI) -> None:
    async with anonymous_client_of(app) as client:
        response = await client.get("/nowhere", headers=[(HOST, "a"), (HOST, "a")])

    assert is_refused(response)


@pytest.mark.parametrize(
    "codings", [["gzip, chunked"], ["gzip", "chunked"], ["chunked, chunked"], [""]]
)
async def test_only_chunks_are_read(client: AsyncClient, codings: list[str]) -> None:
    headers = [(CODING, coding) for coding in codings]

    response = await client.post("/nowhere", content=b"{}", headers=headers)

    assert is_refused(response)


async def test_chunks_may_be_written_in_any_case(client: AsyncClient) -> None:
    headers = {CODING: "Chunked"}

    response = await client.post("/nowhere", content=b"{}", headers=headers)

    assert response.status_code == 404
