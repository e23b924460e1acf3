"""Clients of an application that runs in the same process."""

from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient


def client_of(app: FastAPI) -> AsyncClient:
    """Somebody who may use the service."""
    client = anonymous_client_of(app)
    # {%- if cookiecutter.auth == "jwt" %}
    token = app.state.tokens.issue("somebody")
    client.headers["Authorization"] = f"Bearer {token}"
    # {%- endif %}
    return client


def anonymous_client_of(app: FastAPI) -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app), base_url="http://test")
