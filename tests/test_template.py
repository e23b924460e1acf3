"""What can be said of the template's folder by reading it."""

import json
import re

import pytest

from scripts.tracked import ROOT, tracked_files
from tests.combinations import options
from tests.traces import TRACES

FOLDER = "{{cookiecutter.project_slug}}"
RAW = re.compile(r"# \{%-? raw -?%\}.*?# \{%-? endraw -?%\}", re.DOTALL)
# Braces that mean something else to Jinja would be rendered away without an error: `{{1}}` becomes `1`.
FOREIGN_BRACES = re.compile(r"\{\{(?! ?cookiecutter[.\s|])[^\n]*")
NOT_TRIMMED = re.compile(r"^.*# \{%(?!-).*$", re.MULTILINE)
CONDITION = re.compile(r"^ *(?:# \{%-|\[//\]:) if ", re.MULTILINE)
PAGE = re.compile(r"\bdocs/[a-z]+\.md")
MARKUP = re.compile(r"\{\{|# \{[%#]|^\[//\]:", re.MULTILINE)
MOST_CONDITIONS = 3
LISTS_DEPENDENCIES = "pyproject.toml"
# It shows in documents, and no file depends on it.
NO_TRACE = {"python_version"}


def tracked() -> dict[str, str]:
    names = [name for name in tracked_files() if name.startswith(f"{FOLDER}/")]
    return {name.removeprefix(f"{FOLDER}/"): (ROOT / name).read_text() for name in names}


def found(pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {match[0]}" for name, text in tracked().items() for match in pattern.finditer(RAW.sub("", text))]


def test_double_braces_outside_raw_are_only_for_answers() -> None:
    assert found(FOREIGN_BRACES) == []


def test_every_tag_eats_the_white_space_before_it() -> None:
    assert found(NOT_TRIMMED) == []


def test_every_page_that_a_file_names_is_there() -> None:
    named = {page for text in tracked().values() for page in PAGE.findall(text)}
    assert named
    assert named - tracked().keys() == set()


def test_an_overlay_only_replaces_files_of_the_tree() -> None:
    names = tracked().keys()
    overlays = [name for name in names if name.startswith("variants/")]
    assert overlays
    assert [name for name in overlays if name.split("/", 2)[2] not in names] == []


def test_each_overlay_belongs_to_a_value_of_an_option() -> None:
    values = {value for choices in options().values() for value in choices}
    assert {name.split("/")[1] for name in tracked() if name.startswith("variants/")} <= values


@pytest.mark.parametrize("folder", json.loads((ROOT / "cookiecutter.json").read_text())["_copy_without_render"])
def test_a_folder_that_is_copied_has_nothing_to_render(folder: str) -> None:
    """Copying takes a tenth of the time of rendering. A folder that needs an answer leaves the list."""
    copied = {name: text for name, text in tracked().items() if name.startswith(f"{folder}/")}
    assert copied
    assert [name for name, text in copied.items() if MARKUP.search(text)] == []


def test_a_file_has_few_conditions() -> None:
    many = {name for name, text in tracked().items() if len(CONDITION.findall(text)) > MOST_CONDITIONS}
    assert many <= {LISTS_DEPENDENCIES}


def test_every_option_has_traces_to_look_for() -> None:
    assert {trace.option for trace in TRACES} == options().keys() - NO_TRACE
