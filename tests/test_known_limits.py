"""What no hook can prevent, as it is today: when one of these fails, correct the documents that tell of it."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.baking import bake, bake_cli, config, template
from tests.hook_runs import SLUG_SHAPE


def test_a_replayed_slug_is_judged_by_the_hook_alone(tmp_path: Path) -> None:
    """Replays skip the check in cookiecutter.json: the folder is made, refused and removed."""
    bake_cli(tmp_path / "first")
    replay = json.loads((config().parent / "replay" / f"{template().name}.json").read_text())
    replay["cookiecutter"]["project_slug"] = "../outside"
    file = tmp_path / "edited.json"
    file.write_text(json.dumps(replay))
    command = [sys.executable, "-m", "cookiecutter", str(template()), "--replay-file", str(file)]
    done = subprocess.run(
        [*command, "--config-file", str(config()), "--output-dir", str(tmp_path / "second")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert SLUG_SHAPE in done.stderr
    assert not (tmp_path / "outside").exists()
    assert list((tmp_path / "second").iterdir()) == []


@pytest.mark.parametrize("text", ["{{ 1 +", "{{ nothing }}", "# {% if"])
def test_broken_jinja_ends_in_a_traceback_but_leaves_nothing(text: str, tmp_path: Path) -> None:
    done = bake_cli(tmp_path, description=text)
    assert done.returncode == 1
    assert "These answers cannot be used" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_jinja_in_an_answer_is_rendered_by_cookiecutter(tmp_path: Path) -> None:
    project = tomllib.loads((bake(tmp_path, description="{{ 6 * 7 }}") / "pyproject.toml").read_text())
    assert project["project"]["description"] == "42"


def test_an_unoffered_choice_on_the_command_line_ends_in_a_traceback(tmp_path: Path) -> None:
    done = bake_cli(tmp_path, orm="django")
    assert done.returncode == 1
    assert "choice variable orm" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_prompt_is_ignored_by_cookiecutter(tmp_path: Path) -> None:
    assert bake(tmp_path, color="blue") == tmp_path / "my-service"


def test_an_output_folder_that_cookiecutter_made_stays_behind_empty(tmp_path: Path) -> None:
    done = bake_cli(tmp_path / "new", owner="")
    assert done.returncode == 1
    assert list(tmp_path.rglob("*")) == [tmp_path / "new"]
