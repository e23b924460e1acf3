"""What can be said of the template's folder by reading it."""

import re
import subprocess

from tests.combinations import ROOT, options

FOLDER = "{{cookiecutter.project_slug}}"
RAW = re.compile(r"# \{%-? raw -?%\}.*?# \{%-? endraw -?%\}", re.DOTALL)
# Braces that mean something else to Jinja would be rendered away without an error: `{{1}}` becomes `1`.
FOREIGN_BRACES = re.compile(r"\{\{(?! ?cookiecutter[.\s|])[^\n]*")
NOT_TRIMMED = re.compile(r"^.*# \{%(?!-).*$", re.MULTILINE)


def tracked() -> dict[str, str]:
    listing = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=ROOT, text=True)
    names = [name for name in listing.split("\0") if name.startswith(f"{FOLDER}/") and (ROOT / name).is_file()]
    return {name.removeprefix(f"{FOLDER}/"): (ROOT / name).read_text() for name in names}


def found(pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {match[0]}" for name, text in tracked().items() for match in pattern.finditer(RAW.sub("", text))]


def test_double_braces_outside_raw_are_only_for_answers() -> None:
    assert found(FOREIGN_BRACES) == []


def test_every_tag_eats_the_white_space_before_it() -> None:
    assert found(NOT_TRIMMED) == []


def test_an_overlay_only_replaces_files_of_the_tree() -> None:
    names = tracked().keys()
    overlays = [name for name in names if name.startswith("variants/")]
    assert overlays
    assert [name for name in overlays if name.split("/", 2)[2] not in names] == []


def test_each_overlay_belongs_to_a_value_of_an_option() -> None:
    values = {value for choices in options().values() for value in choices}
    assert {name.split("/")[1] for name in tracked() if name.startswith("variants/")} <= values
