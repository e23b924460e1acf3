"""Reads the checks of this repository: what its tools are told to enforce."""

import ast
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SKIPPING = {"skip", "skipif", "xfail", "importorskip"}


@dataclass(frozen=True)
class Checks:
    """The linter's rules, the banned names, the contracts and the tests."""

    selected: Sequence[str]
    ignored: Sequence[str]
    banned: Mapping[str, str]
    contracts: Mapping[str, Mapping[str, Any]]
    tests: Mapping[str, str]

    def is_on(self, check: str) -> bool:
        tool, _, name = check.partition(":")
        match tool:
            case "import-linter":
                return name in self.contracts
            case "pytest":
                return name in self.tests
            case _:
                code, _, banned = name.partition("(")
                return self._selects(code) and (
                    not banned or banned.rstrip(")") in self.banned
                )

    def _selects(self, code: str) -> bool:
        on = any(one == "ALL" or code.startswith(one) for one in self.selected)
        off = any(code.startswith(one) or one.startswith(code) for one in self.ignored)
        return on and not off


def read_checks(root: Path) -> Checks:
    tools = read_tools(root)
    lint = tools.get("ruff", {}).get("lint", {})
    return Checks(
        selected=[*lint.get("select", []), *lint.get("extend-select", [])],
        ignored=[*lint.get("ignore", []), *lint.get("extend-ignore", [])],
        banned={
            name: entry["msg"]
            for name, entry in lint.get("flake8-tidy-imports", {})
            .get("banned-api", {})
            .items()
        },
        contracts={
            contract.get("id", contract["name"]): contract
            for contract in tools.get("importlinter", {}).get("contracts", [])
        },
        tests=dict(_tests(root)),
    )


def read_tools(root: Path) -> dict[str, Any]:
    """The [tool] tables of pyproject.toml."""
    document = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    tools: dict[str, Any] = document.get("tool", {})
    return tools


def _tests(root: Path) -> Iterator[tuple[str, str]]:
    """The docstring of every test function that no mark switches off."""
    for path in sorted((root / "tests").rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        if _is_skipped(module.body):
            continue
        for node in module.body:
            if (
                isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                and node.name.startswith("test_")
                and not any(_names(mark) & SKIPPING for mark in node.decorator_list)
            ):
                name = f"{path.relative_to(root).as_posix()}::{node.name}"
                yield name, ast.get_docstring(node) or ""


def _is_skipped(statements: Sequence[ast.stmt]) -> bool:
    """Whether a module skips itself: by `pytestmark` or by calling `pytest.skip`."""
    return any(
        isinstance(node, ast.Assign | ast.AnnAssign | ast.Expr | ast.If)
        and bool(_names(node) & SKIPPING)
        for node in statements
    )


def _names(node: ast.AST) -> set[str]:
    return {child.attr for child in ast.walk(node) if isinstance(child, ast.Attribute)}
