"""`scripts/bootstrap` says in one sentence what a machine lacks, and is not misled by version managers."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.tracked import ROOT

TOOLS = ("sh", "dirname", "git")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with the bare tools and no Python."""
    for name in TOOLS:
        place = shutil.which(name)
        assert place
        (tmp_path / name).symlink_to(place)
    return tmp_path


def install(machine: Path, name: str, script: str) -> None:
    (machine / name).write_text(f"#!/bin/sh\n{script}\n")
    (machine / name).chmod(0o755)


def bootstrap(machine: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "scripts" / "bootstrap", *command],
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )


def refusal(machine: Path) -> str:
    done = bootstrap(machine, "true")
    assert done.returncode == 1
    (sentence,) = done.stderr.splitlines()
    return sentence


def test_no_python_at_all(machine: Path) -> None:
    assert refusal(machine).startswith("No Python 3.11 or later was found: install one")


def test_a_python_that_is_too_old(machine: Path) -> None:
    install(machine, "python3", "exit 0")
    assert refusal(machine).startswith("No Python 3.11 or later was found")


def test_no_git(machine: Path) -> None:
    install(machine, "python3", f'exec {sys.executable} "$@"')
    (machine / "git").unlink()
    assert refusal(machine).startswith("git was not found: install it")


def test_a_shim_of_a_python_that_is_not_selected_is_passed_over(machine: Path) -> None:
    install(machine, "python3", 'echo "version not selected" >&2; exit 127')
    install(machine, "python3.12", f'exec {sys.executable} "$@"')
    install(machine, "uv", "echo uv 0.13.8")
    install(machine, "show", 'echo "$UV_PYTHON"')
    assert bootstrap(machine, "show").stdout.strip() == sys.executable


def test_an_active_environment_does_not_reach_the_command(machine: Path) -> None:
    install(machine, "python3", f'exec {sys.executable} "$@"')
    install(machine, "uv", "echo uv 0.13.8")
    install(machine, "show", 'echo "${VIRTUAL_ENV-none} $UV_PYTHON_DOWNLOADS"')
    assert bootstrap(machine, "show").stdout.split() == ["none", "never"]


def test_a_python_without_venv_when_uv_is_missing(machine: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    clone = tmp_path_factory.mktemp("clone")
    (clone / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "bootstrap", clone / "scripts")
    install(machine, "python3", 'case "$2" in *ensurepip*) exit 1;; *) echo "$0";; esac')
    done = subprocess.run(
        [clone / "scripts" / "bootstrap", "true"],
        env={"PATH": str(machine)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "install the venv module (Debian: apt install python3-venv) or uv." in done.stderr
    assert not (clone / ".uv").exists()
