"""Clients of an application that runs in the same process."""

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from starlette.types import ASGIApp


def client_of(app: FastAPI, way: ASGIApp | None = None) -> AsyncClient:
    """Somebody who may use the service, by another `way` if there is one."""
    headers: dict[str, str] = {}
    # {%- if cookiecutter.auth == "jwt" %}
    headers["Authorization"] = f"Bearer {app.state.tokens.issue('somebody')}"
    # {%- endif %}
    transport = ASGITransport(way or app)
    return AsyncClient(transport=transport, base_url="http://test", headers=headers)


def anonymous_client_of(app: ASGIApp) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app), base_url="http://test")


async def status(client: AsyncClient, path: str) -> int:
    return (await client.get(path)).status_code
