"""A network that is silent for long ends a connection, at both ends."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import URL

from app.core.config import Settings
from app.db.connect import connect, server_settings
from app.db.sockets import OPTIONS


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
    writer.close()


@asynccontextmanager
async def over_tcp(url: URL) -> AsyncGenerator[URL]:
    """A port that leads to the server's socket."""
    folder = url.query.get("host")
    if not isinstance(folder, str):
        yield url  # DATABASE_URL names a server on the network
        return

    async def relay(theirs: asyncio.StreamReader, ours: asyncio.StreamWriter) -> None:
        reader, writer = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")
        await asyncio.gather(copy(theirs, writer), copy(reader, ours))

    async with await asyncio.start_server(relay, "127.0.0.1") as server:
        port = server.sockets[0].getsockname()[1]
        yield url.difference_update_query(["host"]).set(host="127.0.0.1", port=port)


@pytest.mark.skipif(None in OPTIONS.values(), reason="needs Linux")
async def test_our_end_gives_up(settings: Settings) -> None:
    assert settings.database_url
    limits = {"database_keepalive": 12, "database_tcp_timeout": 7}
    async with over_tcp(settings.database_url) as url:
        connection: Any = await connect(settings.model_copy(update=limits), url)
        try:
            ours = connection._transport.get_extra_info("socket")
            assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
            asked = [
                ours.getsockopt(socket.IPPROTO_TCP, option)
                for option in OPTIONS.values()
            ]
        finally:
            await connection.close()

    assert asked == [12, 4, 3, 7000]


def test_the_server_is_asked_for_the_same(settings: Settings) -> None:
    sent = server_settings(settings)

    assert sent["tcp_keepalives_idle"] == "30"
    assert sent["tcp_user_timeout"] == "5000"
