"""Bakes services from what git knows of this repository, as a user's cookiecutter would."""

import atexit
import json
import shutil
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from cookiecutter.main import cookiecutter

from scripts.tracked import tracked_copy


@cache
def scratch() -> Path:
    folder = Path(mkdtemp(prefix="baking-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def template() -> Path:
    return tracked_copy(scratch() / "template")


@cache
def config() -> Path:
    """Settings that keep cookiecutter out of the user's home."""
    file = scratch() / "config.json"
    folders = {"cookiecutters_dir": "cookiecutters", "replay_dir": "replay"}
    file.write_text(json.dumps({key: str(scratch() / name) for key, name in folders.items()}))
    return file


def bake(output: Path, **answers: object) -> Path:
    return bake_from(template(), output, answers)


def baked(**answers: object) -> Path:
    """One bake for all tests of a worker, which only read it."""
    return bake_once(tuple(answers.items()))


@cache
def bake_once(answers: tuple[tuple[str, object], ...]) -> Path:
    return bake(Path(mkdtemp(dir=scratch())), **dict(answers))


def bake_from(source: Path, output: Path, answers: dict[str, object], *, accept_hooks: bool = True) -> Path:
    with warnings.catch_warnings():
        # Cookiecutter removes refused projects with an argument that Python 3.12 deprecates.
        warnings.simplefilter("ignore", DeprecationWarning)
        project = cookiecutter(
            str(source),
            no_input=True,
            config_file=str(config()),
            extra_context=answers,
            output_dir=str(output),
            accept_hooks=accept_hooks,
        )
    return Path(project)


def bake_cli(output: Path, *options: str, **answers: str) -> subprocess.CompletedProcess[str]:
    """Run the real command line: for its words, its exit code and what it leaves behind."""
    command = [sys.executable, "-m", "cookiecutter", str(template()), "--no-input"]
    command += ["--config-file", str(config()), "--output-dir", str(output), *options]
    command += [f"{prompt}={answer}" for prompt, answer in answers.items()]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Every file with its mode and bytes, and every empty folder."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in sorted(folder.rglob("*"))
        if path.is_file() or not any(path.iterdir())
    }
