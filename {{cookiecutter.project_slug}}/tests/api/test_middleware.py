import json

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.core.config import Settings
from app.core.logging import configure_logging

NOWHERE = "/nowhere"


@pytest.mark.parametrize("given", ["abc-123", "A" * 64])
async def test_an_id_of_the_proxy_is_kept(client: AsyncClient, given: str) -> None:
    response = await client.get(NOWHERE, headers={"X-Request-ID": given})

    assert response.headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "a b", "A" * 65, "<script>", "a;b"])
async def test_a_strange_id_is_replaced(client: AsyncClient, given: str) -> None:
    response = await client.get(NOWHERE, headers={"X-Request-ID": given})

    assert response.headers["x-request-id"] not in {"", given}


async def test_each_request_is_one_line_of_json(
    app: FastAPI, client: AsyncClient, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    settings: Settings = app.state.settings
    configure_logging(settings.model_copy(update={"log_format": "json"}))
    try:
        response = await client.get(f"{NOWHERE}?limit=1")
        await client.get("/health/live")
        await client.get("/health/ready")
        await client.get("/records/health/1")
    finally:
        configure_logging(settings)

    lines = capfdbinary.readouterr().out.splitlines()
    requests = [json.loads(line) for line in lines if b'"request"' in line]
    assert [request["path"] for request in requests] == [NOWHERE, "/records/health/1"]
    assert requests[0].pop("milliseconds") > 0
    assert requests[0].pop("timestamp")
    assert requests[0] == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "path": NOWHERE,
        "request_id": response.headers["x-request-id"],
        "status": 404,
    }
