"""Real PostgreSQL, migrated by Alembic; every test inside a transaction rolled back.

The application commits as always: its sessions join that outer transaction through a
savepoint. A test that needs real commits, or two connections, asks for `service`.
"""

import os
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack

import pytest
from blockbuster import BlockBuster
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy import URL, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from app.core.config import Settings
from app.core.turns import Turns
from app.db.database import Database
from app.db.embedded import temporary_server
from app.db.migrations import upgrade
from app.db.session import SessionMaker, create_engine
from app.main import create_app
from tests.databases import clone, new_name, on_server
from tests.requests import client_of
from tests.reused import ReusedDatabase


def pytest_configure(config: pytest.Config) -> None:
    """Start one server for the run, before pytest-xdist starts its workers."""
    if hasattr(config, "workerinput") or os.environ.get("DATABASE_URL"):
        return
    stack = ExitStack()
    os.environ["DATABASE_URL"] = stack.enter_context(temporary_server())
    config.add_cleanup(stack.close)


@pytest.fixture(scope="session")
def watch() -> BlockBuster:
    watch = BlockBuster()
    # A new connection looks for ~/.pgpass and certificates; there are ten of them.
    for name in ("os.stat", "os.path.abspath"):  # the latter on Python 3.11
        watch.functions[name].can_block_in(
            "asyncpg/connect_utils.py", "_parse_connect_dsn_and_args"
        )
    return watch


@pytest.fixture(autouse=True)
def blockbuster(watch: BlockBuster) -> Generator[BlockBuster]:
    """A call that blocks the event loop fails the test that makes it."""
    watch.activate()
    yield watch
    watch.deactivate()


@pytest.fixture(scope="session")
def defaults() -> Settings:
    # On a busy machine a turn may be long in coming.
    return Settings(database_pool_size=4, database_pool_timeout=10)


@pytest.fixture(scope="session")
async def template(defaults: Settings) -> AsyncGenerator[URL]:
    """A migrated database that nobody connects to: it is there to be cloned."""
    server = make_url(os.environ["DATABASE_URL"])
    url = server.set(drivername="postgresql+asyncpg", database=new_name())
    await on_server(server, f"CREATE DATABASE {url.database}")
    await upgrade(defaults, url)
    yield url
    await on_server(server, f"DROP DATABASE {url.database} WITH (FORCE)")


@pytest.fixture(scope="session")
async def settings(defaults: Settings, template: URL) -> AsyncGenerator[Settings]:
    async with clone(template) as url:
        yield defaults.model_copy(update={"database_url": url})


@pytest.fixture(scope="session")
async def engine(settings: Settings) -> AsyncGenerator[AsyncEngine]:
    engine = create_engine(settings)
    yield engine
    await engine.dispose()


@pytest.fixture
async def sessions(engine: AsyncEngine) -> AsyncGenerator[SessionMaker]:
    """Stands in for both of the application's sessionmakers; see above."""
    async with engine.connect() as connection, connection.begin() as transaction:
        yield async_sessionmaker(
            connection,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint",
        )
        await transaction.rollback()


@pytest.fixture
async def session(sessions: SessionMaker) -> AsyncGenerator[AsyncSession]:
    async with sessions() as session:
        yield session


@pytest.fixture(scope="session")
async def running_app(settings: Settings) -> AsyncGenerator[FastAPI]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
def app(running_app: FastAPI, sessions: SessionMaker) -> FastAPI:
    # One connection serves the whole test: requests take it one after another.
    running_app.state.database = Database(sessions, sessions, Turns(1, timeout=10))
    return running_app


@pytest.fixture
async def client(app: FastAPI) -> AsyncGenerator[AsyncClient]:
    """Somebody who may use the service."""
    async with client_of(app) as client:
        yield client


@pytest.fixture(scope="session")
def whole_app(defaults: Settings) -> FastAPI:
    return create_app(defaults)


@pytest.fixture(scope="session")
async def reused(template: URL) -> AsyncGenerator[ReusedDatabase]:
    async with ReusedDatabase(template) as reused:
        yield reused


@pytest.fixture
async def service(
    whole_app: FastAPI, settings: Settings, reused: ReusedDatabase
) -> AsyncGenerator[FastAPI]:
    """The service as it runs: a database of its own, real commits, a real pool."""
    async with reused.lent() as url:
        whole_app.state.settings = settings.model_copy(update={"database_url": url})
        whole_app.state.draining = False
        async with whole_app.router.lifespan_context(whole_app):
            yield whole_app
