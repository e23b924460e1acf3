"""Errors leave the service as problem details (RFC 9457), and never tell too much."""

import re
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.routing import Match

from app.core.errors import AppError, Unavailable
from app.db.errors import translate

MEDIA_TYPE = "application/problem+json"
MAX_ERRORS = 10
TITLES = {
    413: "Content Too Large",
    414: "URI Too Long",
    422: "Unprocessable Content",
}
JSON = re.compile(r"application/(json|.+\+json)", re.IGNORECASE)
FORM = re.compile(r"application/x-www-form-urlencoded|.+/form-data", re.IGNORECASE)

log = structlog.get_logger()


def title(status: int) -> str:
    """The name of the status in RFC 9110; Python before 3.13 has older ones."""
    return TITLES.get(status) or HTTPStatus(status).phrase


def problem(
    status: int,
    detail: str | None = None,
    *,
    request_id: str | None = None,
    headers: dict[str, str] | None = None,
    errors: list[dict[str, Any]] | None = None,
) -> Response:
    body = {
        "type": "about:blank",
        "title": title(status),
        "status": int(status),
        "detail": detail or HTTPStatus(status).description or None,
        "request_id": request_id,
        "errors": errors,
    }
    content = {key: value for key, value in body.items() if value is not None}
    return Response(orjson.dumps(content), int(status), headers, MEDIA_TYPE)


def render(error: AppError, request_id: str | None) -> Response:
    return problem(
        error.status, error.detail, request_id=request_id, headers=error.headers
    )


async def on_app_error(request: Request, error: AppError) -> Response:
    return render(error, request.state.request_id)


async def on_database_error(
    request: Request, error: DBAPIError | StaleDataError
) -> Response:
    known = translate(error)
    if known is None:
        raise error
    if isinstance(known, Unavailable):
        log.warning("database", error=str(error.__cause__ or error))
    return render(known, request.state.request_id)


async def on_http_exception(request: Request, error: HTTPException) -> Response:
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (
        methods := methods_of_path(request)
    ):
        headers["Allow"] = methods
    # FastAPI's 400 is for a body that even its parser gives up on.
    given_up = error.status_code == HTTPStatus.BAD_REQUEST
    status = HTTPStatus.UNPROCESSABLE_ENTITY if given_up else error.status_code
    request_id = request.state.request_id
    return problem(status, request_id=request_id, headers=headers)


def methods_of_path(request: Request) -> str:
    """Of all routes of the path; what was raised knows of one."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    return ", ".join(sorted(methods))


async def on_invalid_request(
    request: Request, error: RequestValidationError
) -> Response:
    if expected := unread(request, error):
        detail = f"The body must be {expected}, and Content-Type must say so."
        return problem(415, detail, request_id=request.state.request_id)
    errors = [
        {"loc": location(each), "msg": sentence(each), "type": each["type"]}
        for each in error.errors()[:MAX_ERRORS]
    ]
    detail = "The request is not valid."
    request_id = request.state.request_id
    return problem(422, detail, request_id=request_id, errors=errors)


def unread(request: Request, error: RequestValidationError) -> str | None:
    """What the body should have claimed to be for FastAPI to read it."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip()
    if isinstance(error.body, bytes) and not JSON.fullmatch(media_type):
        return "JSON"
    if isinstance(error.body, FormData) and not FORM.fullmatch(media_type):
        return "a form"
    return None


def location(error: dict[str, Any]) -> list[str | int]:
    """Where the mistake is, without names that the caller made up."""
    parts = error["loc"][:-1] if error["type"] == "extra_forbidden" else error["loc"]
    return list(parts)


def sentence(error: dict[str, Any]) -> str:
    """What is wrong, without what was sent: it may be a password, or very long."""
    if error["type"] == "extra_forbidden":
        return "An unknown field is not allowed here"
    if error["type"].endswith("_parsing") or error["type"] == "value_error":
        # These go on to quote the input.
        return re.split("[,:]", error["msg"].removeprefix("Value error, "))[0]
    return str(error["msg"])


def install(app: FastAPI) -> None:
    app.exception_handler(AppError)(on_app_error)
    app.exception_handler(DBAPIError)(on_database_error)
    app.exception_handler(StaleDataError)(on_database_error)
    app.exception_handler(RequestValidationError)(on_invalid_request)
    app.exception_handler(HTTPException)(on_http_exception)
