"""Bad answers: each is refused by a sentence that names the prompt, and nothing is left on the disk."""

import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from cookiecutter.exceptions import OutputDirExistsException

from tests.baking import bake, bake_cli, config, template
from tests.combinations import options
from tests.hook_runs import SLUG_SHAPE, refusal, refused

TEXTS = {"project_name": 80, "description": 200, "owner": 100}

UNUSABLE_TEXT = {
    "empty": ("", "write at least one character that is not a space."),
    "blank": (" \u00a0 ", "write at least one character that is not a space."),
    "double quote": ('say "hello"', "leave out double quotes; apostrophes are fine."),
    "backslash": ("C:\\temp", "leave out backslashes; slashes are fine."),
    "line break": ("one\ntwo", "write one line, with spaces instead of tabs and other control characters."),
    "tab": ("one\ttwo", "write one line, with spaces instead of tabs and other control characters."),
    "NUL": ("one\0two", "write one line, with spaces instead of tabs and other control characters."),
    "line separator": ("one\u2028two", "write one line, with spaces instead of tabs and other control characters."),
    "text that runs backwards": ("a\u202eb", "leave out invisible characters."),
    "no character": ("a\uffff", "leave out invisible characters."),
    "half a character": ("a\ud83d", "use text in UTF-8."),
    "double braces": ("a {{ b", "leave out the marks of the template's language, such as double braces."),
    "a tag": ("a # {% b", "leave out the marks of the template's language, such as double braces."),
    "a comment": ("a # {# b", "leave out the marks of the template's language, such as double braces."),
    "a line statement": ("[//]: if", "leave out the marks of the template's language, such as double braces."),
    "space in front": (" a", "leave out spaces at the beginning and the end."),
    "space behind": ("a ", "leave out spaces at the beginning and the end."),
    "the placeholder": ("<{prompt}>", "replace the text in angle brackets by an answer."),
    "no text": (None, "write at least one character that is not a space."),
    "a switch": (True, "write at least one character that is not a space."),
}


@pytest.mark.parametrize("case", UNUSABLE_TEXT)
@pytest.mark.parametrize("prompt", TEXTS)
def test_text_that_cannot_stand_as_typed_is_refused(prompt: str, case: str) -> None:
    text, advice = UNUSABLE_TEXT[case]
    answer = text.format(prompt=prompt) if case == "the placeholder" and isinstance(text, str) else text
    assert f"  {prompt}: {advice}\n" in refusal(**{prompt: answer})


@pytest.mark.parametrize(("prompt", "longest"), TEXTS.items())
def test_text_that_is_too_long_is_refused(prompt: str, longest: int) -> None:
    assert refusal(**{prompt: "x" * longest}) == ""
    assert f"  {prompt}: use at most {longest} characters (these are {longest + 1}).\n" in refusal(
        **{prompt: "x" * (longest + 1)}
    )


@pytest.mark.parametrize("prompt", options())
@pytest.mark.parametrize("answer", ["neither", "", None, True, ["jwt"]])
def test_a_choice_that_is_not_offered_is_refused(prompt: str, answer: object) -> None:
    assert f"  {prompt}: choose one of " in refusal(**{prompt: answer})


def test_every_problem_is_reported_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = refused(
        tmp_path / "output", capfd, project_name='The "Shop"', project_slug="..", description="\\ \t ", owner=""
    )
    lines = [line.strip() for line in said.splitlines() if line.startswith("  ") and "cookiecutter" not in line]
    assert lines[:6] == [
        "project_name: leave out double quotes; apostrophes are fine.",
        f"project_slug: {SLUG_SHAPE}",
        "description: leave out backslashes; slashes are fine.",
        "description: write one line, with spaces instead of tabs and other control characters.",
        "description: leave out spaces at the beginning and the end.",
        "owner: write at least one character that is not a space.",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="the shell of the test is POSIX")
def test_the_printed_command_repeats_the_run_with_the_other_answers_kept(tmp_path: Path) -> None:
    owner = "O'Brien & Söhne 🚀 $HOME `id` !! %PATH% *"
    output = tmp_path / "an output's folder"
    first = bake_cli(output, owner=owner, orm="sqlmodel", project_slug="../x", description='"')
    assert first.returncode == 1
    assert list(output.iterdir()) == []

    command = next(line for line in first.stderr.splitlines() if line.startswith("  cookiecutter "))
    assert shlex.split(command)[1:3] == [str(template()), "--no-input"]
    filled = command.replace("<project_slug>", "shop").replace("<description>", "A shop.")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COOKIECUTTER_CONFIG": str(config())}
    subprocess.run(["sh", "-c", filled], check=True, env=environment)

    project = tomllib.loads((output / "shop" / "pyproject.toml").read_text())
    assert project["project"]["description"] == "A shop."
    assert project["project"]["authors"] == [{"name": owner}]
    assert any(entry.startswith("sqlmodel") for entry in project["project"]["dependencies"])


def test_the_printed_command_is_refused_until_it_is_filled_in() -> None:
    placeholders = {prompt: f"<{prompt}>" for prompt in (*TEXTS, "project_slug")}
    assert all(f"  {prompt}: " in refusal(**placeholders) for prompt in placeholders)


def test_a_refusal_does_not_touch_a_folder_that_was_there(tmp_path: Path) -> None:
    kept = tmp_path / "my-service" / "notes.txt"
    kept.parent.mkdir()
    kept.write_text("mine")
    done = bake_cli(tmp_path, "--overwrite-if-exists", owner="")
    assert done.returncode == 1
    assert "  owner: " in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [kept]


def test_a_service_is_not_baked_over_a_folder_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "my-service").mkdir()
    with pytest.raises(OutputDirExistsException):
        bake(tmp_path)
    assert list((tmp_path / "my-service").iterdir()) == []
