"""The files of the template that show free text, and what their readers see in them."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml

from tests.baking import template
from tests.hook_runs import render

FOLDER = "{{cookiecutter.project_slug}}"
FREE_TEXT = re.compile(r"cookiecutter\.(project_name|description|owner)\b")


@cache
def sources() -> dict[str, str]:
    """The unrendered text of each file that shows free text."""
    root = template() / FOLDER
    texts = {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
    return {name: text.decode() for name, text in texts.items() if FREE_TEXT.search(text.decode(errors="replace"))}


def seen(name: str, source: str, **answers: str) -> list[str]:
    """Every string that a reader of the rendered file gets, in order, with the shape of the document around it."""
    text = render(source, **answers)
    suffix = Path(name).suffix
    if suffix == ".toml":
        return list(leaves(tomllib.loads(text)))
    if suffix in {".yaml", ".yml"}:
        return [leaf for document in yaml.safe_load_all(text) for leaf in leaves(document)]
    if suffix == ".py":
        return [
            node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else type(node).__name__
            for node in ast.walk(ast.parse(text))
        ]
    if suffix == ".md" and text.startswith("---\n"):
        _, front_matter, body = text.split("---\n", 2)
        return [*leaves(yaml.safe_load(front_matter)), *body.split("\n")]
    return text.split("\n")


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield str(value)
