"""Which sets of answers are baked: every pair of values, the default, and the triples that are likely to break."""

import json
from typing import Any

from covertable import make

from scripts.tracked import ROOT

Answers = dict[str, Any]

RISKY: list[Answers] = [
    # Files are laid over the tree, then some of them removed, on the oldest Python.
    {"orm": "sqlmodel", "auth": "none", "python_version": "3.11"},
]


def prompts() -> dict[str, object]:
    """The public prompts of cookiecutter.json with their defaults."""
    answers = json.loads((ROOT / "cookiecutter.json").read_text())
    return {name: default for name, default in answers.items() if not name.startswith("_")}


def options() -> dict[str, list[Any]]:
    """The prompts with a fixed set of values, each with its values, the default first."""
    found: dict[str, list[Any]] = {}
    for name, default in prompts().items():
        if isinstance(default, list):
            found[name] = default
        elif isinstance(default, bool):
            found[name] = [default, not default]
    return found


def defaults() -> Answers:
    return {name: values[0] for name, values in options().items()}


def combinations() -> list[Answers]:
    names = list(options())
    wanted = [defaults(), *({**defaults(), **answers} for answers in RISKY), *make(options())]
    rows = {tuple(answers[name] for name in names): None for answers in wanted}
    return [dict(zip(names, row, strict=True)) for row in rows]


def label(answers: Answers) -> str:
    """Names a combination in a test's id: `sqlmodel-none-3.11`, or `jobs=True` for a switch."""
    return "-".join(f"{name}={value}" if isinstance(value, bool) else value for name, value in answers.items())
