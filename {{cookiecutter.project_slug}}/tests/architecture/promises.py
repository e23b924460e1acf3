"""What a pipeline has to run: every gate, and every PostgreSQL that is promised."""

import re

from tests.architecture.sources import ROOT


def gates() -> set[str]:
    """The command of each gate of `uv run just check`."""
    justfile = (ROOT / "justfile").read_text(encoding="utf-8")
    check = re.search(r"^check: (.+)$", justfile, re.MULTILINE)
    assert check
    return {f"uv run just {gate}" for gate in check[1].split()}


def postgresql_versions() -> tuple[int, int]:
    """The oldest that is supported, and the one that development uses."""
    page = (ROOT / "docs" / "database.md").read_text(encoding="utf-8")
    oldest = re.search(r"^PostgreSQL (\d+) or later", page, re.MULTILINE)
    ours = re.search(r"Development and tests use (\d+)\.", page)
    assert oldest
    assert ours
    return int(oldest[1]), int(ours[1])
