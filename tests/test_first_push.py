"""Green on the first push: each command of a pipeline, in a fresh repository with one commit."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.containers.engine import need_docker
from tests.containers.stack import locked
from tests.pipelines import Step, github, gitlab
from tests.processes import complete
from tests.services import LONGEST, Service, environment, uv

GITHUB, GITLAB = github(), gitlab()
# What GitLab tells of the first push, and what this machine has instead of the runner's Python.
MACHINE = {"CI_COMMIT_BEFORE_SHA": "0" * 40, "UV_PYTHON": environment()["UV_PYTHON"], "UV_PYTHON_DOWNLOADS": "never"}

# A server on a port, as a pipeline has it: connections are passed on to the embedded one's socket.
SERVER = """
import asyncio, sys
from sqlalchemy import make_url
from app.db.embedded import temporary_server

async def pump(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()

async def main(socket):
    async def pass_on(reader, writer):
        answers, requests = await asyncio.open_unix_connection(socket)
        await asyncio.gather(pump(reader, requests), pump(answers, writer), return_exceptions=True)

    server = await asyncio.start_server(pass_on, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)

with temporary_server() as url:
    asyncio.run(main(make_url(url).query["host"] + "/.s.PGSQL.5432"))
"""

pytestmark = pytest.mark.slow


def first_commit(folder: Path, **answers: str) -> Path:
    """What the README says to do with a new repository."""
    project = locked(folder, **answers)
    git = ["git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    for command in ("init --quiet --initial-branch main", "add .", "commit --quiet --message Start"):
        subprocess.run([*git, *command.split()], cwd=project, check=True)
    return project


@pytest.fixture(scope="module")
def on_github(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_commit(tmp_path_factory.mktemp("push"), ci="github")


@pytest.fixture(scope="module")
def on_gitlab(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return first_commit(tmp_path_factory.mktemp("push"), ci="gitlab", orm="sqlmodel", auth="none")


@pytest.mark.xdist_group("first push to github")
@pytest.mark.parametrize("step", GITHUB, ids=str)
def test_a_step_on_github_is_green(step: Step, on_github: Path) -> None:
    run(step, on_github)


@pytest.mark.xdist_group("first push to gitlab")
@pytest.mark.parametrize("step", GITLAB, ids=str)
def test_a_step_on_gitlab_is_green(step: Step, on_gitlab: Path) -> None:
    run(step, on_gitlab)


def test_both_pipelines_run_the_same_commands() -> None:
    """Each has its own words for the commit before the change."""
    on_github = [(step.job, step.command.partition("squawk ")[0]) for step in GITHUB]
    assert on_github == [(step.job, step.command.partition("squawk ")[0]) for step in GITLAB]


def run(step: Step, project: Path) -> None:
    if step.command.startswith("docker "):
        need_docker()
    if "DATABASE_URL" not in step.environment:
        execute(step, project, {})
        return
    service = Service(project)
    service.uv("sync", "--quiet")  # nothing yet where a step is tried alone
    with service.held(SERVER) as port:
        execute(step, project, {"DATABASE_URL": f"postgresql://postgres@localhost:{port}/postgres"})


def execute(step: Step, project: Path, settings: dict[str, str]) -> None:
    path = os.pathsep.join([str(Path(uv()).parent), environment()["PATH"]])
    command = ["bash", "-e", "-o", "pipefail", "-c", step.command]
    env = {**environment(), **step.environment, **MACHINE, **settings, "PATH": path}
    done = complete(command, project, env, LONGEST)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    changed = subprocess.check_output(["git", "status", "--porcelain"], cwd=project, text=True)
    assert changed == "", "the pipeline changes what it was given"
