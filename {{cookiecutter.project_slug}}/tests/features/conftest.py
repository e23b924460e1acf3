from collections.abc import AsyncGenerator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from tests.sign_in import register, visitor_of


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncGenerator[AsyncClient]:
    """Somebody who is not signed in."""
    async with visitor_of(app) as client:
        yield client


@pytest.fixture
async def ada(visitor: AsyncClient) -> AsyncClient:
    """Somebody who is registered, and not signed in."""
    assert (await register(visitor)).status_code == 201
    return visitor
