"""Every refusal is a problem document that says enough, and not too much."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

ITEMS = "/api/v1/items"
JSON = {"Content-Type": "application/json"}


def problem_of(response: Response) -> dict[str, object]:
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, object] = response.json()
    assert document["status"] == response.status_code
    assert document["request_id"] == response.headers["x-request-id"]
    assert document["title"]
    assert len(response.content) <= 4096
    return document


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/nowhere", 404),
        ("GET", f"{ITEMS}/", 404),
        ("PATCH", ITEMS, 405),
        ("POST", "/health/ready", 405),
        ("GET", "/" + "x" * 9000, 414),
    ],
    ids=["root", "api", "slash", "method", "probe", "long"],
)
async def test_a_wrong_address_is_a_problem(
    client: AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)

    assert problem_of(response)["status"] == status


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        (ITEMS, "GET, POST"),
        (f"{ITEMS}/{UUID(int=0)}", "DELETE, GET, PUT"),
        ("/health/live", "GET, HEAD"),
        ("/health/ready", "GET, HEAD"),
        ("/docs/assets/favicon.png", "GET, HEAD"),
    ],
)
async def test_405_names_all_methods_of_the_path(
    client: AsyncClient, path: str, methods: str
) -> None:
    response = await client.patch(path)

    assert problem_of(response)["status"] == 405
    assert response.headers["allow"] == methods


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"title": }', b"\xff\xfe", b'{"title": "a"', b"NaN", b"[" * 100_000],
    ids=["open", "no value", "not UTF-8", "cut", "NaN", "deep"],
)
async def test_what_is_not_json_is_refused(client: AsyncClient, body: bytes) -> None:
    response = await client.post(ITEMS, content=body, headers=JSON)

    assert problem_of(response)["status"] == 422


@pytest.mark.parametrize(
    "title", ['"\\ud800"', '"a\\u0000b"', "1e999", "NaN", '{"a": 1}']
)
async def test_text_that_no_database_holds_is_refused(
    client: AsyncClient, title: str
) -> None:
    body = b'{"title": %s}' % title.encode()

    response = await client.post(ITEMS, content=body, headers=JSON)

    assert problem_of(response)["status"] == 422


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", None],
)
async def test_a_body_must_be_json(
    client: AsyncClient, content_type: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}

    response = await client.post(ITEMS, content=b'{"title": "a"}', headers=headers)

    assert problem_of(response)["status"] == 415


async def test_json_may_have_a_charset_or_a_profile(client: AsyncClient) -> None:
    for content_type in ("application/json; charset=utf-8", "application/hal+json"):
        headers = {"Content-Type": content_type}
        response = await client.post(ITEMS, content=b'{"title": "a"}', headers=headers)
        assert response.status_code == 201


async def test_a_body_over_the_limit_is_refused_unread(client: AsyncClient) -> None:
    response = await client.post(ITEMS, content=b"x" * 2_000_000, headers=JSON)

    assert problem_of(response)["status"] == 413


async def test_a_body_of_unknown_length_is_counted(client: AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 65536
            yield b" " * 65536

    headers = {**JSON, "Transfer-Encoding": "chunked"}
    response = await client.post(ITEMS, content=endless(), headers=headers)

    assert problem_of(response)["status"] == 413
    assert sent < 2_000_000


async def test_headers_over_the_limit_are_refused(client: AsyncClient) -> None:
    response = await client.get(ITEMS, headers={"X-Long": "x" * 40_000})

    assert problem_of(response)["status"] == 431


async def test_a_refusal_never_repeats_what_was_sent(client: AsyncClient) -> None:
    marker = "s3cret-marker"
    bodies = [
        {"title": marker * 100},
        {"title": {marker: marker}},
        {"title": "a", marker: 1},
        {"title": "a", "description": [marker]},
    ]
    answers = [await client.post(ITEMS, json=body) for body in bodies]
    answers += [
        await client.get(f"{ITEMS}/{marker}"),
        await client.get(ITEMS, params={"after": marker}),
        await client.get(ITEMS, params={marker: marker}),
        await client.put(f"{ITEMS}/{marker}", json={"version": marker}),
    ]

    for answer in answers:
        assert problem_of(answer)["status"] == 422
        assert marker not in answer.text


async def test_a_refusal_names_the_field(client: AsyncClient) -> None:
    response = await client.post(ITEMS, json={"title": ""})

    assert problem_of(response)["errors"] == [
        {
            "loc": ["body", "title"],
            "msg": "String should have at least 1 character",
            "type": "string_too_short",
        }
    ]


async def test_many_mistakes_make_a_short_answer(client: AsyncClient) -> None:
    body = {f"field-{number}": number for number in range(10_000)}

    assert problem_of(await client.post(ITEMS, json=body))["status"] == 422


async def test_a_fault_of_ours_tells_only_the_log(
    app: FastAPI, client: AsyncClient, capsys: pytest.CaptureFixture[str]
) -> None:
    @app.get("/fault")
    async def fault() -> None:
        raise RuntimeError("the cause")

    response = await client.get("/fault")

    assert problem_of(response)["status"] == 500
    assert "cause" not in response.text
    log = capsys.readouterr().out
    assert "the cause" in log
    assert response.headers["x-request-id"] in log
