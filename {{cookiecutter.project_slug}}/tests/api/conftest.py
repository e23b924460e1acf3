from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.api import health
from tests.notes import taking_notes


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first connection may take a busy machine long; it is waited for."""
    monkeypatch.setattr(health, "TIMEOUT", 30.0)


@pytest.fixture
async def writer(service: FastAPI) -> AsyncGenerator[AsyncClient]:
    """Somebody who may use a service that takes notes."""
    async with taking_notes(service) as client:
        yield client
