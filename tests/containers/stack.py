"""A baked service as Compose runs it: built, started, asked and stopped."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from scripts.demo import pinned_date
from tests.baking import bake
from tests.containers.client import Client
from tests.ports import free_port
from tests.services import Service

PRODUCTION = ("-f", "compose.yaml")
UP = ("up", "--wait", "--wait-timeout", "180")


def lockable(folder: Path, **answers: str) -> Path:
    """A fresh bake; its `uv lock` takes the packages of our date."""
    project = bake(folder, **answers)
    settings = project / "pyproject.toml"
    dated = f'package = false\nexclude-newer = "{pinned_date()}"'
    settings.write_text(settings.read_text().replace("package = false", dated))
    return project


def locked(folder: Path, **answers: str) -> Path:
    project = lockable(folder, **answers)
    Service(project).uv("lock", "--quiet")
    return project


def documented(service: Path) -> list[str]:
    """What the page on containers says that one may see."""
    page = (service / "docs/containers.md").read_text()
    return re.findall(r"^\| `([^`]+)`", page.partition("## When it does not start")[2], re.MULTILINE)


@dataclass
class Stack:
    folder: Path
    name: str
    files: tuple[str, ...] = PRODUCTION
    variables: dict[str, str] = field(default_factory=dict)
    https_port: int = field(default_factory=free_port)
    http_port: int = field(default_factory=free_port)

    @property
    def environment(self) -> dict[str, str]:
        ports = {"HTTPS_PORT": str(self.https_port), "HTTP_PORT": str(self.http_port)}
        names = {"COMPOSE_PROJECT_NAME": self.name, "TAG": self.name}
        return {**os.environ, **ports, **names, **self.variables}

    def compose(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["docker", "compose", *self.files, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def run(self, *arguments: str, timeout: float = 300) -> str:
        done = self.compose(*arguments, timeout=timeout)
        assert done.returncode == 0, f"docker compose {' '.join(arguments)}:\n{done.stderr[-5000:]}\n{self.story()}"
        return done.stdout

    def story(self) -> str:
        return self.compose("ps", "-a").stdout + self.compose("logs", "--tail", "60").stdout

    def up(self, *arguments: str) -> None:
        self.run(*UP, *arguments)

    def down(self) -> None:
        self.run("down", "--volumes", "--remove-orphans", "--rmi", "local", "--timeout", "20")

    def execute(self, service: str, *command: str) -> str:
        return self.run("exec", "--no-TTY", service, *command).strip()

    def containers(self, service: str) -> list[str]:
        return self.run("ps", "-a", "-q", service).split()

    def exit_codes(self) -> dict[str, set[int]]:
        codes: dict[str, set[int]] = {}
        for line in self.run("ps", "-a", "--format", "json").splitlines():
            container: dict[str, Any] = json.loads(line)
            codes.setdefault(container["Service"], set()).add(container["ExitCode"])
        return codes

    @cached_property
    def client(self) -> Client:
        root = self.execute("proxy", "cat", "/data/caddy/pki/authorities/local/root.crt")
        return Client(self.https_port, root)


@contextmanager
def running(stack: Stack) -> Iterator[Stack]:
    try:
        stack.up()
        yield stack
    finally:
        stack.down()
