"""A repository of a few lines whose one decision holds, to be broken on purpose."""

from pathlib import Path

FILES = {
    "pyproject.toml": """\
[tool.pytest]
addopts = ["--import-mode=importlib"]

[tool.ruff.lint]
select = ["ASYNC", "E", "TID"]
ignore = ["E501"]

[tool.ruff.lint.flake8-tidy-imports.banned-api]
"time.sleep".msg = "ADR-0002: blocks."

[[tool.importlinter.contracts]]
id = "adr-0002-no-blocking-clients"
name = "No blocking clients"
type = "forbidden"
source_modules = ["app"]
forbidden_modules = ["requests"]
""",
    "app/main.py": """\
import asyncio
""",
    "tests/architecture/test_proof.py": '''\
def test_decisions_hold():
    """ADR-0001: proven both ways."""
''',
    "tests/architecture/test_async.py": '''\
def test_sleeping_raises():
    """ADR-0002: a guard on the loop."""
''',
    "docs/adr/README.md": """\
- [ADR-0001](0001-record.md)
- [ADR-0002](0002-async.md)
""",
    "docs/adr/0001-record.md": """\
---
status: accepted
date: 2026-01-01
decision-makers: [Somebody]
enforced-by:
  - pytest:tests/architecture/test_proof.py::test_decisions_hold
---

# ADR-0001: Record decisions
""",
    "docs/adr/0002-async.md": """\
---
status: accepted
date: 2026-01-01
decision-makers: [Somebody]
enforced-by:
  - ruff:ASYNC
  - ruff:TID251(time.sleep)
  - import-linter:adr-0002-no-blocking-clients
  - pytest:tests/architecture/test_async.py::test_sleeping_raises
---

# ADR-0002: Async only
""",
}

WAIVER = """\
---
status: accepted
date: 2026-06-01
decision-makers: [Somebody]
waives:
  - ruff:TID251(time.sleep)
reason: The old driver must be polled.
expires: 2026-12-31
---

# ADR-1001: Sleep for a while
"""


def write(root: Path) -> None:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def replace(root: Path, name: str, old: str, new: str) -> None:
    """Change a file; an `old` that is not there is a mistake in the test."""
    path = root / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if old not in text:
        raise ValueError(f"{name} does not contain {old!r}")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def waive(root: Path, old: str = "", new: str = "") -> None:
    """Add a waiver of the ban on time.sleep, with one change to its text."""
    name = "1001-sleep.md"
    replace(root, "docs/adr/README.md", "", f"- [ADR-1001]({name})\n")
    replace(root, f"docs/adr/{name}", "", WAIVER.replace(old, new) if old else WAIVER)
