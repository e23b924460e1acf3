"""The documents name files, settings, commands and code that are there."""

import re
import shutil
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from pydantic.fields import FieldInfo

from app.core.config import Settings

ROOT = Path(__file__).parent.parent
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
ROW = re.compile(r"^\| `([A-Z_]+)` \| .+ \| ([^|]*) \|$", re.MULTILINE)
CODE = re.compile(r"```sh\n(.*?)```|`([^`\n]+)`", re.DOTALL)
QUOTE = re.compile(r"```python\n# (\S+\.py)\n(.*?)```", re.DOTALL)

each_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)


def default(field: FieldInfo) -> str | None:
    """How the table shows it; None where words have to explain it."""
    value = field.default
    if value in ("", ()):
        return "none"
    if isinstance(value, bool | str):
        return f"`{value}`".lower()
    return f"`{value:.10g}`" if isinstance(value, int | float) else None


def commands(document: Path) -> str:
    text = document.read_text(encoding="utf-8")
    return "\n".join(block or span for block, span in CODE.findall(text))


@each_document
def test_every_link_leads_somewhere(document: Path) -> None:
    for path, anchor in LINK.findall(document.read_text(encoding="utf-8")):
        target = document.parent / path if path else document
        assert target.exists(), path
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            assert anchor in [each.lower().replace(" ", "-") for each in headings]


def test_the_index_names_every_page() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert {path for path, _ in LINK.findall(index) if "/" not in path} == pages


@each_document
def test_every_command_is_there(document: Path) -> None:
    tools = set(re.findall(r"uv run (?:--\S+ )*([\w-]+)", commands(document)))
    here = Path(sys.executable).parent
    assert {tool for tool in tools if not shutil.which(tool, path=here)} == set()


@each_document
def test_every_recipe_is_there(document: Path) -> None:
    justfile = (ROOT / "justfile").read_text(encoding="utf-8")
    recipes = set(re.findall(r"^(\w+)[^:=\n]*:(?!=)", justfile, re.MULTILINE))
    assert set(re.findall(r"\bjust (\w+)", commands(document))) <= recipes


@each_document
def test_code_that_is_shown_is_the_code_that_runs(document: Path) -> None:
    for path, code in QUOTE.findall(document.read_text(encoding="utf-8")):
        if (ROOT / path).exists():
            assert code in (ROOT / path).read_text(encoding="utf-8")
        else:
            compile(dedent(code), path, "exec")


def test_the_table_of_settings_is_complete_and_right() -> None:
    rows = dict(ROW.findall((ROOT / "docs" / "settings.md").read_text("utf-8")))
    fields = Settings.model_fields

    assert rows.keys() == {name.upper() for name in fields}
    for name, field in fields.items():
        shown = rows[name.upper()]
        if shown != "the name of the service":
            assert shown == default(field) or (default(field) is None and shown), name


def test_hooks_run_what_the_gates_run() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    entries = [hook["entry"] for repo in hooks["repos"] for hook in repo["hooks"]]
    in_hooks = set(re.findall(r"uv run --frozen ([\w-]+)", "\n".join(entries)))

    justfile = (ROOT / "justfile").read_text(encoding="utf-8")
    gates = re.findall(r"(?ms)^(?:lint|types):\n(.*?)\n\n", justfile)
    in_gates = set(re.findall(r"(?m)^ +([\w-]+)", "\n".join(gates)))

    assert in_hooks - {"python"} == in_gates
