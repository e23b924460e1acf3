"""A service that is installed and run with the commands its README names."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.demo import pinned_date
from tests.processes import complete

# What this test run is set up with must not reach the service's own tools and tests.
FOREIGN = (
    "PYTEST_",
    "VIRTUAL_ENV",
    "UV_PROJECT_ENVIRONMENT",
    "PYTHONPATH",
    "DATABASE_",
    "AUTH_",
    "ENVIRONMENT",
    "FASTAPI_ENV",
)

# Seconds until a command is held to hang: several times what any of them takes.
LONGEST = 900.0


def environment() -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    own_tools = str(Path(sys.prefix, "bin"))
    env["PATH"] = os.pathsep.join(part for part in env["PATH"].split(os.pathsep) if part != own_tools)
    env["UV_PYTHON"] = os.environ.get("UV_PYTHON", sys.executable)
    env["UV_PYTHON_DOWNLOADS"] = "never"
    if not os.environ.get("NEWEST_PACKAGES"):
        env["UV_EXCLUDE_NEWER"] = pinned_date()
    return env


def uv() -> str:
    found = os.environ.get("UV") or shutil.which("uv")
    assert found, "uv was not found: run the tests with `make test`, which brings it."
    return found


@dataclass(frozen=True)
class Service:
    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, *command: str, timeout: float = LONGEST) -> str:
        """Runs a command of the service's own environment and returns what it printed."""
        return self.uv("run", *command, timeout=timeout)

    def uv(self, *arguments: str, timeout: float = LONGEST) -> str:
        done = complete([uv(), *arguments], self.folder, {**environment(), **self.settings}, timeout)
        assert done.returncode == 0, f"uv {' '.join(arguments)} in {self.folder}:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    @contextmanager
    def held(self, code: str) -> Iterator[str]:
        """What code prints first, while it waits for the end of its standard input."""
        pipe = subprocess.PIPE
        command = [str(self.folder / ".venv/bin/python"), "-c", code]
        env = {**environment(), **self.settings}
        with subprocess.Popen(command, cwd=self.folder, env=env, stdin=pipe, stdout=pipe, text=True) as holder:
            assert holder.stdout
            yield holder.stdout.readline().strip()

    def openapi(self) -> str:
        return self.run("python", "-c", OPENAPI)

    def schema(self) -> str:
        """The definition of everything in the migrated development database, as pg_dump writes it."""
        return self.run("python", "-c", SCHEMA)


OPENAPI = """
import json, os
os.environ["ENVIRONMENT"] = "test"
from app.main import app
print(json.dumps(app.openapi(), indent=1))
"""

SCHEMA = """
import subprocess
from sqlalchemy import make_url
from app.db.embedded import development_server
from app.db.embedded.binaries import find_binaries
from app.db.server import FOLDER

with development_server(FOLDER) as address:
    url = make_url(address)
    where = ["--host", url.query["host"], "--username", url.username, "--dbname", url.database]
    pg_dump = find_binaries(None).folder / "pg_dump"
    dump = subprocess.check_output([pg_dump, "--schema-only", *where], text=True)
# The two lines with a random key differ each time.
print("\\n".join(line for line in dump.splitlines() if not line.startswith(("\\\\restrict", "\\\\unrestrict"))))
"""
