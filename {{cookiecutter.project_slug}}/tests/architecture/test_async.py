"""Nothing blocks the event loop."""

import asyncio
import time

import pytest
from blockbuster import BlockingError

from tests.architecture.dependencies import of_the_service

BLOCKING = {
    "mysqlclient",
    "psycopg",
    "psycopg2",
    "psycopg2-binary",
    "pymysql",
    "requests",
}


async def test_a_blocking_call_in_the_event_loop_fails_the_test() -> None:
    """ADR-0002: the guard is on in every test, by a fixture that nobody asks for."""
    with pytest.raises(BlockingError):
        time.sleep(0)  # noqa: ASYNC251, TID251 - what the guard is there for
    await asyncio.to_thread(time.sleep, 0)  # noqa: TID251


def test_no_dependency_is_a_blocking_client() -> None:
    """ADR-0002: what is not installed cannot be called by accident."""
    assert not BLOCKING & set(of_the_service())
