from collections.abc import AsyncGenerator

import pytest
from blockbuster import BlockBuster
from sqlalchemy import URL, make_url

from app.core.config import Settings
from app.db.embedded import temporary_server
from app.db.migrations import upgrade
from tests.databases import clone, on_server
from tests.faults.database import TABLE


@pytest.fixture(autouse=True)
def unwatched(blockbuster: BlockBuster) -> None:
    """Processes are started from the loop here, and ports are looked for."""
    blockbuster.deactivate()


@pytest.fixture
async def database(template: URL) -> AsyncGenerator[URL]:
    """A migrated database with the table of the tests' own paths."""
    async with clone(template) as url:
        await on_server(url, TABLE)
        yield url


@pytest.fixture
async def own_server(defaults: Settings) -> AsyncGenerator[URL]:
    """The same on a PostgreSQL that may be frozen and stopped."""
    with temporary_server() as address:
        url = make_url(address)
        await upgrade(defaults, url)
        await on_server(url, TABLE)
        yield url
