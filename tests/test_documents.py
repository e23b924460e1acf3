"""The documents show commands, files and prompts that exist."""

import re
import tomllib
from pathlib import Path

import pytest

from scripts.tracked import ROOT
from tests.combinations import options, prompts

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/*.md"))]
TWO_SCREENS = 80
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(#[^)\s]*)?\)")
MAKE = re.compile(r"^(?:\w+=\S+ )?make (\w+)", re.MULTILINE)
INLINE = re.compile(r"`((?:\w+=\S+ )?make \w+[^`]*)`")
TARGET = re.compile(r"^(\w+):", re.MULTILINE)
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \|", re.MULTILINE)

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def blocks(document: Path) -> str:
    return "\n".join(re.findall(r"```sh\n(.*?)```", document.read_text(), re.DOTALL))


@each_document
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = [match[1] for match in LINK.finditer(document.read_text()) if match[1]]
    assert [link for link in links if not (document.parent / link).exists()] == []


@each_document
def test_every_anchor_is_a_heading(document: Path) -> None:
    for path, anchor in LINK.findall(document.read_text()):
        if anchor:
            headings = re.findall(r"^#+ (.+)$", (document.parent / path).resolve().read_text(), re.MULTILINE)
            assert anchor[1:] in [re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings]


@each_document
def test_every_make_command_is_a_target(document: Path) -> None:
    shown = MAKE.findall("\n".join([blocks(document), *INLINE.findall(document.read_text())]))
    assert set(shown) <= set(TARGET.findall((ROOT / "Makefile").read_text()))


def test_the_readme_shows_both_commands() -> None:
    assert {"demo", "test"} <= set(MAKE.findall(blocks(ROOT / "README.md")))


def test_the_readme_fits_two_screens() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= TWO_SCREENS


def test_the_readme_tables_every_prompt_with_its_values() -> None:
    shown = {name: re.findall(r"`([^`]*)`", values) for name, values in ROW.findall((ROOT / "README.md").read_text())}
    assert list(shown) == list(prompts())
    for name, default in prompts().items():
        if name in options():
            assert shown[name] == [str(value).lower() for value in options()[name]]
        elif name == "project_slug":
            assert shown[name] == ["my-service"]
        else:
            assert shown[name] == [default]


def test_the_changelog_begins_with_the_version_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first
    assert first[1] == version


def test_the_paths_that_maintainers_are_told_of_exist() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", (ROOT / "docs" / "maintainers.md").read_text(), re.MULTILINE)
    paths = [row for row in rows if not row.startswith("make ")]
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_tool_that_is_shown_is_known() -> None:
    first_words = {line.split()[0] for document in DOCUMENTS for line in blocks(document).splitlines() if line.strip()}
    assert first_words <= {"cd", "git", "make", "uv", "uvx"}
