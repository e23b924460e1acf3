"""What can be said of a baked service by reading it: nothing here is installed or started."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.baking import bake, baked, contents
from tests.combinations import Answers, combinations, label
from tests.traces import traces_of_what_is_off

LONGEST_MODULE, LONGEST_TEST = 150, 200
LONGER_FOR_A_REASON = {
    "app/db/embedded/supervisor.py": "runs by its path, without the project, so it cannot be split",
    "tests/db/test_embedded.py": "one set of processes that its tests start, share and kill",
}
LEFTOVER = re.compile(r"# \{[%#]|\{\{ ?cookiecutter|cookiecutter\.[a-z_]+ ?[=!|}]|^\[//\]:", re.MULTILINE)


@pytest.fixture(scope="module", params=combinations(), ids=label)
def answers(request: pytest.FixtureRequest) -> Answers:
    chosen: Answers = request.param
    return chosen


@pytest.fixture(scope="module")
def service(answers: Answers) -> Path:
    return baked(**answers)


def files(service: Path, *suffixes: str) -> list[Path]:
    return [path for path in sorted(service.rglob("*")) if path.is_file() and (path.suffix in suffixes or not suffixes)]


def test_ruff_finds_nothing_to_say(service: Path) -> None:
    ruff(service, "check", "--no-cache")


def test_ruff_finds_nothing_to_format(service: Path) -> None:
    ruff(service, "format", "--check", "--diff", "--no-cache")


def test_python_files_compile_on_the_oldest_python(service: Path) -> None:
    modules = files(service, ".py")
    assert modules
    for path in modules:
        ast.parse(path.read_text(), path.name, feature_version=(3, 11))
        compile(path.read_bytes(), path.name, "exec", dont_inherit=True)


def test_toml_yaml_and_json_files_parse(service: Path) -> None:
    documents = files(service, ".toml", ".yaml", ".yml", ".json")
    assert service / "pyproject.toml" in documents
    for path in documents:
        parse(path)


def test_no_template_language_is_left_over(service: Path) -> None:
    found = [
        f"{path.relative_to(service)}: {match[0]}"
        for path in files(service)
        for match in LEFTOVER.finditer(path.read_text())
    ]
    assert not found, "\n".join(found)


def test_an_option_that_is_off_leaves_no_trace(service: Path, answers: Answers) -> None:
    found = traces_of_what_is_off(service, answers)
    assert not found, "\n".join(found)


def test_overlays_are_used_up(service: Path) -> None:
    assert not (service / "variants").exists()


def test_no_folder_is_left_empty(service: Path) -> None:
    assert [path for path in service.rglob("*") if path.is_dir() and not any(path.iterdir())] == []


def test_nothing_pins_the_local_interpreter(service: Path) -> None:
    assert not (service / ".python-version").exists()


def test_nothing_is_written_beside_the_project(service: Path) -> None:
    assert list(service.parent.iterdir()) == [service]


def test_modules_are_short(service: Path) -> None:
    lines = {path.relative_to(service).as_posix(): len(path.read_text().splitlines()) for path in files(service, ".py")}
    long = {
        name for name, count in lines.items() if count > (LONGEST_TEST if name.startswith("tests/") else LONGEST_MODULE)
    }
    assert long - LONGER_FOR_A_REASON.keys() == set()
    assert LONGER_FOR_A_REASON.keys() - long == set()


def test_the_same_answers_give_the_same_bytes(service: Path, answers: Answers, tmp_path: Path) -> None:
    assert contents(bake(tmp_path, **answers)) == contents(service)


def ruff(service: Path, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *arguments], cwd=service, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def parse(path: Path) -> None:
    text = path.read_text()
    match path.suffix:
        case ".toml":
            tomllib.loads(text)
        case ".json":
            json.loads(text)
        case _:
            list(yaml.safe_load_all(text))
