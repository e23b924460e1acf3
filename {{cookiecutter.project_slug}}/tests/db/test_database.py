import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from app.api.deps import ReadSessionDep
from app.core.config import Settings
from app.core.errors import Unavailable
from app.core.turns import Turns
from app.db.connect import DatabaseUnreachable, connect
from app.db.database import Database
from app.db.session import create_engine
from tests.requests import client_of


async def backend(session: AsyncSession) -> int:
    return await session.scalar(text("SELECT pg_backend_pid()")) or 0


def add_reader(service: FastAPI) -> str:
    """Give the service a path that does nothing but read."""

    @service.get("/read")
    async def read(session: ReadSessionDep) -> int:
        return await backend(session)

    return "/read"


async def test_turns_are_taken_in_the_order_of_asking() -> None:
    turns = Turns(1, timeout=5)
    order: list[int] = []

    async def take(number: int) -> None:
        async with turns:
            order.append(number)
            await asyncio.sleep(0)

    await asyncio.gather(*(take(number) for number in range(20)))

    assert order == list(range(20))


async def test_nobody_waits_for_a_turn_for_ever() -> None:
    turns = Turns(1, timeout=0.05)

    async with turns:
        with pytest.raises(Unavailable) as refusal:
            async with asyncio.timeout(1), turns:
                pytest.fail("two have the one turn")
    async with asyncio.timeout(1), turns:
        pass

    assert refusal.value.headers == {"Retry-After": "1"}


async def test_a_full_pool_is_a_503_in_good_time(service: FastAPI) -> None:
    database: Database = service.state.database
    service.state.database = replace(database, turns=Turns(1, timeout=0.05))
    url = add_reader(service)

    async with client_of(service) as client, service.state.database.turns:
        response = await client.get(url)

    assert response.status_code == 503
    assert response.headers["retry-after"] == "1"
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_write_is_one_transaction_and_a_read_is_none(
    service: FastAPI,
) -> None:
    transaction = text("SELECT pg_current_xact_id()::text")
    database: Database = service.state.database

    async with database.begin() as session:
        writes = {await session.scalar(transaction) for _ in range(3)}
    async with database.read() as session:
        reads = {await session.scalar(transaction) for _ in range(3)}

    assert len(writes) == 1
    assert len(reads) == 3


async def test_killed_connections_cost_no_later_request(service: FastAPI) -> None:
    database: Database = service.state.database
    url = add_reader(service)
    async with AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(database.read()) for _ in range(3)]
        backends = [await backend(session) for session in sessions]
    async with database.read() as session:
        killer = await backend(session)
        for pid in set(backends) - {killer}:
            await session.execute(
                text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid}
            )

    await asyncio.sleep(0.1)  # the end of a connection takes a moment to arrive
    async with client_of(service) as client:
        answers = [await client.get(url) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 6


@pytest.mark.parametrize(
    ("setting", "milliseconds"),
    [
        ("statement_timeout", "2s"),
        ("lock_timeout", "1s"),
        ("idle_in_transaction_session_timeout", "5s"),
    ],
)
async def test_the_server_keeps_our_limits(
    session: AsyncSession, setting: str, milliseconds: str
) -> None:
    assert await session.scalar(text(f"SHOW {setting}")) == milliseconds


async def test_behind_a_pooler_nothing_is_sent_but_statements(
    settings: Settings,
) -> None:
    pooled = settings.model_copy(update={"database_pooler": True})
    engine = create_engine(pooled)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
            limit = await connection.scalar(text("SHOW statement_timeout"))
            prepared = await connection.scalar(
                text("SELECT count(*) FROM pg_prepared_statements")
            )
    finally:
        await engine.dispose()

    assert limit == "0"
    assert prepared == 1  # the one that asks


async def test_a_server_that_hangs_is_a_503_and_loses_the_connection(
    service: FastAPI,
) -> None:
    hurried = {"database_command_timeout": 0.5, "database_statement_timeout": 60}
    settings: Settings = service.state.settings.model_copy(update=hurried)
    engine = create_engine(settings)
    try:
        database = Database.on(engine, settings)
        async with database.read() as session:
            before = await backend(session)
        with pytest.raises(Unavailable):
            async with database.begin() as session:
                await session.execute(text("SELECT pg_sleep(5)"))
        async with database.read() as session:
            assert await backend(session) != before
    finally:
        await engine.dispose()


async def test_a_connection_that_only_reads_is_not_kept(service: FastAPI) -> None:
    """It leads to a standby, which was the primary when the pool was filled."""
    database: Database = service.state.database
    write = text("CREATE TABLE written ()")
    read_only = "ALTER DATABASE {} {} default_transaction_read_only"
    name = service.state.settings.database_url.database
    engine = create_engine(service.state.settings)
    try:
        async with database.begin() as session:
            await session.execute(text(read_only.format(name, "SET") + " = on"))
        on_standby = Database.on(engine, service.state.settings)
        async with on_standby.read() as one, on_standby.read() as other:
            await asyncio.gather(backend(one), backend(other))
        async with database.begin() as session:
            await session.execute(text(read_only.format(name, "RESET")))
        with pytest.raises(DBAPIError):
            async with on_standby.begin() as session:
                await session.execute(write)
        async with on_standby.begin() as session:
            await session.execute(write)
    finally:
        await engine.dispose()


async def test_an_address_that_makes_no_sense_is_named(settings: Settings) -> None:
    assert settings.database_url
    url = settings.database_url.update_query_dict({"sslmode": "no-such-mode"})

    with pytest.raises(DatabaseUnreachable, match="sslmode"):
        await connect(settings, url)
