"""Bakes the default service into .demo/ and becomes its development server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from scripts.tracked import ROOT, tracked_copy

HOST = "127.0.0.1"
COOKIECUTTER = "cookiecutter>=2.7.1,<3"
# The demo has its own database and environment, whatever the shell that starts it has set.
FOREIGN = ("AUTH_", "DATABASE_", "ENVIRONMENT", "FASTAPI_ENV", "PYTHONPATH", "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV")


def main() -> None:
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    port = free_port(sys.argv[1])
    environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    environment["UV_EXCLUDE_NEWER"] = pinned_date()

    # One folder for each port: whoever holds the port holds the folder.
    folder = ROOT / ".demo" / str(port)
    shutil.rmtree(folder, ignore_errors=True)
    say(f"Baking the default service into {folder.relative_to(ROOT)} ...")
    service = bake(folder, environment)
    say("Installing what it needs ...")
    run("uv", "sync", "--quiet", "--no-default-groups", "--group", "postgres", cwd=service, environment=environment)

    url = f"http://{HOST}:{port}"
    say(f"Starting it with its own PostgreSQL: {url}, the API is on {url}/docs, Ctrl-C stops all of it.")
    os.chdir(service)
    # No process of ours stays in between: make's signals reach the server itself.
    arguments = ["fastapi", "dev", "--no-reload", "--host", HOST, "--port", str(port)]
    os.execve(service / ".venv" / "bin" / "fastapi", arguments, environment)  # noqa: S606


def stop(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def free_port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        sys.exit(f"PORT must be a number from 1 to 65535, not {text!r}.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except PermissionError:
            sys.exit(f"Port {text} needs privileges: choose another one, as in make demo PORT=8001.")
        except OSError:
            sys.exit(f"Port {text} on {HOST} is taken: choose another one, as in make demo PORT={int(text) + 1}.")
    return int(text)


def pinned_date() -> str:
    """The date of the newest packages to take, so that the demo is the same a year from now."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return str(project["tool"]["uv"]["exclude-newer"])


def bake(folder: Path, environment: dict[str, str]) -> Path:
    with TemporaryDirectory() as temporary:
        template = tracked_copy(Path(temporary))
        cookiecutter = ["uv", "tool", "run", "--quiet", "--from", COOKIECUTTER, "cookiecutter", str(template)]
        run(*cookiecutter, "--no-input", "--default-config", "--output-dir", str(folder), environment=environment)
    return next(folder.iterdir())


def run(*command: str, environment: dict[str, str], cwd: Path = ROOT) -> None:
    with subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            output, _ = process.communicate()
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        sys.exit(f"{output}\nThe demo stopped: {' '.join(command[:3])} failed, its words are above.")


if __name__ == "__main__":
    main()
