"""The commands of the template's pipelines: its files can be read as they stand."""

from dataclasses import dataclass
from typing import Any

import yaml

from scripts.tracked import ROOT

FOLDER = ROOT / "{{cookiecutter.project_slug}}"


@dataclass(frozen=True)
class Step:
    """One command of a job, with the environment that the pipeline gives it."""

    job: str
    command: str
    environment: dict[str, str]

    def __str__(self) -> str:
        return f"{self.job}: {self.command}"


def github() -> list[Step]:
    workflow = load(".github/workflows/ci.yml")
    return [
        Step(name, step["run"], {**workflow["env"], **job.get("env", {})})
        for name, job in workflow["jobs"].items()
        for step in job["steps"]
        if "run" in step
    ]


def gitlab() -> list[Step]:
    pipeline = load(".gitlab-ci.yml")
    return [
        Step(name, command, {**pipeline["variables"], **job.get("variables", {})})
        for name, job in pipeline.items()
        if "script" in job
        for command in job["script"]
    ]


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text())
    return document
