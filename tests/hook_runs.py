"""Runs the steps of cookiecutter that judge answers, one by one and as a whole."""

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from cookiecutter.exceptions import FailedHookException
from cookiecutter.prompt import prompt_for_config
from cookiecutter.utils import create_env_with_context

from scripts.tracked import ROOT
from tests.baking import bake, scratch, template

Table = dict[str, Any]
SLUG_SHAPE = "use words of a-z and 0-9 joined by single hyphens, a letter first, as in my-service."


def declared() -> Table:
    found: Table = json.loads((ROOT / "cookiecutter.json").read_text())
    return found


def prompted(**answers: str) -> dict[str, str]:
    """The answers after cookiecutter's prompts, before anything is written."""
    return dict(prompt_for_config({"cookiecutter": {**declared(), **answers}}, no_input=True))


def context(**answers: object) -> Table:
    """What cookiecutter hands to Jinja for the default service with these answers."""
    chosen = {name: default[0] if isinstance(default, list) else default for name, default in declared().items()}
    slug = answers.get("project_slug", "my-service")
    given = {"project_slug": slug, "__project_slug_as_given": slug, "_template": "template", "_output_dir": "output"}
    return {"cookiecutter": {**chosen, **given, **answers}}


def render(text: str, **answers: object) -> str:
    values = context(**answers)
    rendered: str = create_env_with_context(values).from_string(text).render(**values)
    return rendered


def pre_gen(**answers: object) -> Table:
    """The variables of the hook after its run; it leaves by SystemExit when it refuses."""
    script = scratch() / "pre_gen_project.py"
    script.write_text(render(Path(template(), "hooks", "pre_gen_project.py").read_text(), **answers))
    return runpy.run_path(str(script))


def refusal(**answers: object) -> str:
    """What the hook says; nothing when it accepts."""
    try:
        pre_gen(**answers)
    except SystemExit as words:
        return str(words)
    return ""


def refused(output: Path, capfd: pytest.CaptureFixture[str], **answers: object) -> str:
    """What a whole bake says before it leaves the disk as it was."""
    output.mkdir(exist_ok=True)
    before = list(output.parent.rglob("*"))
    with pytest.raises(FailedHookException):
        bake(output, **answers)
    assert list(output.parent.rglob("*")) == before
    return capfd.readouterr().err
