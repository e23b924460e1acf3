"""What a 2xx means, on a database of its own with real commits."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from fastapi import FastAPI
from sqlalchemy import func, select, text
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.deps import SessionDep
from app.core.turns import Turns
from app.models import Item
from tests.requests import client_of

ITEMS = "/api/v1/items"


async def stored(service: FastAPI) -> int:
    async with service.state.database.read() as session:
        return await session.scalar(select(func.count()).select_from(Item)) or 0


def before_answering(service: FastAPI, look: Callable[[], Awaitable[None]]) -> ASGIApp:
    """A way to the service that looks around just before the answer is sent."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_after_look(message: Message) -> None:
            if message["type"] == "http.response.start":
                await look()
            await send(message)

        await service(scope, receive, send_after_look)

    return app


async def test_a_created_item_is_there_before_its_201(service: FastAPI) -> None:
    seen: list[int] = []

    async def look() -> None:
        seen.append(await stored(service))

    async with client_of(service, before_answering(service, look)) as client:
        response = await client.post(ITEMS, json={"title": "Lamp"})

    assert response.status_code == 201
    assert seen == [1]


async def test_the_connection_is_free_before_the_answer_is_sent(
    service: FastAPI,
) -> None:
    only_turn = Turns(1, timeout=0.05)
    service.state.database = replace(service.state.database, turns=only_turn)

    async def look() -> None:
        async with only_turn:
            pass

    async with client_of(service, before_answering(service, look)) as client:
        created = await client.post(ITEMS, json={"title": "Lamp"})
        listed = await client.get(ITEMS)

    assert created.status_code == 201
    assert listed.status_code == 200


async def test_a_constraint_that_fails_at_commit_is_a_conflict(
    service: FastAPI,
) -> None:
    async with service.state.database.begin() as session:
        await session.execute(
            text("ALTER TABLE items ADD UNIQUE (title) DEFERRABLE INITIALLY DEFERRED")
        )
    async with client_of(service) as client:
        first = await client.post(ITEMS, json={"title": "Lamp"})
        second = await client.post(ITEMS, json={"title": "Lamp"})

    assert first.status_code == 201
    assert second.status_code == 409
    assert second.headers["content-type"] == "application/problem+json"
    assert await stored(service) == 1


async def test_of_two_editors_one_wins_and_the_other_is_told(
    service: FastAPI,
) -> None:
    async with client_of(service) as client:
        for _ in range(5):
            created = await client.post(ITEMS, json={"title": "Lamp"})
            url = created.headers["location"]
            answers = await asyncio.gather(
                client.put(url, json={"title": "Ada's", "version": 1}),
                client.put(url, json={"title": "Eve's", "version": 1}),
            )
            item = (await client.get(url)).json()

            won = [answer for answer in answers if answer.status_code == 200]
            lost = [answer for answer in answers if answer.status_code == 409]
            assert len(won) == len(lost) == 1
            assert won[0].json() == item
            assert item["version"] == 2


async def test_a_request_that_fails_leaves_nothing(service: FastAPI) -> None:
    @service.post("/half")
    async def half(session: SessionDep) -> None:
        session.add(Item(title="Lamp"))
        await session.flush()
        raise RuntimeError("half way")

    async with client_of(service) as client:
        response = await client.post("/half")

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "half way" not in response.text
    assert await stored(service) == 0


async def test_a_table_that_awaits_its_migration_is_a_503(service: FastAPI) -> None:
    async with service.state.database.begin() as session:
        await session.execute(text("DROP TABLE items"))

    async with client_of(service) as client:
        response = await client.get(ITEMS)

    assert response.status_code == 503
    assert "migrations" in response.json()["detail"]
