from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.notes import taking_notes


@pytest.fixture
async def writer(service: FastAPI) -> AsyncGenerator[AsyncClient]:
    """Somebody who may use a service that takes notes."""
    async with taking_notes(service) as client:
        yield client
