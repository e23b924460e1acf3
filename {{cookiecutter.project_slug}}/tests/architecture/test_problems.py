"""Every error that the documentation shows is a problem document."""

from app.api.openapi import Problem
from app.main import create_app


def test_every_documented_error_is_a_problem_document() -> None:
    """ADR-0009: one shape of error for every client to read."""
    document = create_app().openapi()
    reference = f"#/components/schemas/{Problem.__name__}"
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert "default" in operation["responses"], (method, path)
            for status, response in operation["responses"].items():
                if status == "default" or status >= "400":
                    media = response["content"]["application/problem+json"]
                    assert media["schema"] == {"$ref": reference}, (method, path)
