"""Reads the dependencies that pyproject.toml declares."""

import tomllib
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.sources import ROOT


def of_the_service() -> dict[str, Requirement]:
    """What is installed in production, by name."""
    requirements = map(Requirement, _pyproject()["project"]["dependencies"])
    return {canonicalize_name(each.name): each for each in requirements}


def of_group(name: str) -> dict[str, Requirement]:
    """What a group adds to it in development, by name."""
    entries = _pyproject()["dependency-groups"][name]
    requirements = [Requirement(each) for each in entries if isinstance(each, str)]
    return {canonicalize_name(each.name): each for each in requirements}


def groups() -> list[str]:
    return list(_pyproject()["dependency-groups"])


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
