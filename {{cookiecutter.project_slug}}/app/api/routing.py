"""What features route with: a request that the database undid for sure runs again."""

from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.params import Form
from fastapi.routing import APIRoute
from sqlalchemy.exc import DBAPIError

from app.api.database import get_database, get_read_session, get_session
from app.api.idempotency import answer_once, is_idempotent
from app.api.idempotency_key import HEADER, documented
from app.db.errors import is_lost, is_rolled_back

SAFE = ("GET", "HEAD")

log = structlog.get_logger()


class Route(APIRoute):
    """Runs its handler once more where nothing can be done twice by that."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if is_idempotent(endpoint):
            options = documented(options)
        super().__init__(path, endpoint, **options)
        if is_idempotent(endpoint):
            if not self.is_one_transaction:
                raise TypeError(f"{path} is idempotent, and so it takes a SessionDep.")
            if self.body_field and isinstance(self.body_field.field_info, Form):
                raise TypeError(f"{path} is idempotent, and so it takes no form.")

    @property
    def is_one_transaction(self) -> bool:
        """Whether a rollback undoes all that it does."""
        calls = set(called(self.dependant))
        return get_session in calls and get_database not in calls

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()
        if not {get_session, get_read_session, get_database} & {
            *called(self.dependant)
        }:
            return handler
        is_one_transaction = self.is_one_transaction
        is_keyed = is_idempotent(self.endpoint)

        async def run(request: Request) -> Response:
            # FastAPI commits after its handler. A failing COMMIT must be met here.
            async with AsyncExitStack() as stack:
                request.scope["fastapi_function_astack"] = stack
                if is_keyed and HEADER in request.headers:
                    return await answer_once(handler, request, self.name)
                return await handler(request)

        def may_run_again(request: Request, error: DBAPIError) -> bool:
            if request.method in SAFE:
                return is_rolled_back(error) or is_lost(error)
            if is_keyed and HEADER in request.headers and is_lost(error):
                return True  # what was committed has its key, and is found
            return is_one_transaction and is_rolled_back(error)

        async def run_or_repeat(request: Request) -> Response:
            try:
                return await run(request)
            except DBAPIError as error:
                if not may_run_again(request, error) or await is_spent(request):
                    raise
                log.info("repeated", error=str(error.orig))
            return await run(request)

        return run_or_repeat


class Router(APIRouter):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"route_class": Route, **options})


def called(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    """All that a path operation depends on."""
    for each in dependant.dependencies:
        yield each.call
        yield from called(each)


async def is_spent(request: Request) -> bool:
    """Whether the body was a stream or a form that nobody kept."""
    try:
        await request.body()
    except RuntimeError:
        return True
    return False
