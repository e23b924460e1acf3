"""Finds configuration that would switch checks off where nobody looks."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.checks import read_tools

# Each of these would be read instead of pyproject.toml, or beside it.
RIVALS = (
    "**/.ruff.toml",
    "**/ruff.toml",
    "**/mypy.ini",
    "**/.mypy.ini",
    "**/pytest.ini",
    "**/.pytest.ini",
    "**/pytest.toml",
    "**/.pytest.toml",
    ".importlinter",
    "setup.cfg",
    "tox.ini",
)
FOLDERS = ("app", "migrations", "tests")
# `just check` runs them after the others: they take longer than all of those.
RUN_ELSEWHERE = "-m not faults"
DESELECTING = re.compile(r"(?:^|\s)(-k|-m|--deselect|--ignore)(?:-glob)?\b")


def find_silence(root: Path) -> Iterator[str]:
    for pattern in RIVALS:
        folders = FOLDERS if pattern.startswith("**/") else ()
        found = [*root.glob(pattern.removeprefix("**/"))]
        for folder in folders:
            found += (root / folder).glob(pattern)
        for path in found:
            yield f"{path.relative_to(root)}: tools are set up in pyproject.toml"
    options = read_tools(root).get("pytest", {})
    arguments = options.get("addopts", [])
    text = arguments if isinstance(arguments, str) else " ".join(arguments)
    if match := DESELECTING.search(text.replace(RUN_ELSEWHERE, "")):
        yield f"pyproject.toml: pytest's addopts leave tests out by {match[1]}"
    for path in (root / "tests").rglob("conftest.py"):
        if "collect_ignore" in path.read_text(encoding="utf-8"):
            yield f"{path.relative_to(root)}: collect_ignore leaves tests out"
