"""The OpenAPI document: names for client methods, and errors as they really are."""

from collections.abc import Callable
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from app.api.errors import MEDIA_TYPE, title


class FieldProblem(BaseModel):
    loc: list[str | int] = Field(description="The way to the field: body, title.")
    msg: str
    type: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: Literal["about:blank"]
    title: str = Field(description="The name of the status.")
    status: int
    detail: str | None = None
    request_id: str | None = Field(
        default=None, description="Ask for this id in the log of the service."
    )
    errors: list[FieldProblem] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What `responses=` of a path operation says beyond its success."""
    return {status: problem_response(status) for status in statuses}


def problem_response(status: int | None = None) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    description = title(status) if status else "Any other problem"
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


def operation_id(route: APIRoute) -> str:
    """`create_item`, not `create_item_api_v1_items_post`: it names client methods."""
    return route.name


# {%- if cookiecutter.auth == "jwt" %}


def document_tokens(document: dict[str, Any]) -> None:
    """Where no path takes passwords, a token is something that callers bring."""
    schemes = document["components"].get("securitySchemes", {})
    for name, scheme in schemes.items():
        url = scheme.get("flows", {}).get("password", {}).get("tokenUrl")
        if url and f"/{url}" not in document["paths"]:
            schemes[name] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


# {%- endif %}


def common_problems(operation: dict[str, Any]) -> dict[str, Any]:
    """What any operation of this kind may answer; "default" is for the rest."""
    statuses = [500, 503]
    if "422" in operation["responses"]:
        statuses += [422]
    if "requestBody" in operation:
        statuses += [408, 413, 415]
    if "security" in operation:
        statuses += [401]
    documented = {str(status): problem_response(status) for status in sorted(statuses)}
    return {**documented, "default": problem_response()}


def document_problems(app: FastAPI) -> None:
    """Put our problem details in place of the errors that FastAPI assumes."""
    original: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = original()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        template = "#/components/schemas/{model}"
        problem = Problem.model_json_schema(ref_template=template)
        schemas.update(problem.pop("$defs"))
        schemas["Problem"] = problem
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"].update(common_problems(operation))
        # {%- if cookiecutter.auth == "jwt" %}
        document_tokens(document)
        # {%- endif %}
        return document

    app.openapi = openapi  # type: ignore[method-assign]
