"""Reads deploy/kubernetes/: what is applied, and the settings that pods get."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.core.config import Settings

Manifest = dict[str, Any]

ROOT = Path(__file__).parents[2]
BASE = ROOT / "deploy" / "kubernetes" / "base"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OVERLAYS = sorted((ROOT / "deploy" / "kubernetes" / "overlays").iterdir())
NAME = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["name"]

each_overlay = pytest.mark.parametrize(
    "overlay", OVERLAYS, ids=lambda overlay: overlay.name
)


def documents(path: Path) -> list[Manifest]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def kustomization(folder: Path) -> Manifest:
    (found,) = documents(folder / "kustomization.yaml")
    return found


def spec(kind: str, name: str = NAME) -> Manifest:
    (found,) = [
        manifest["spec"]
        for file in kustomization(BASE)["resources"]
        for manifest in documents(BASE / file)
        if (manifest["kind"], manifest["metadata"]["name"]) == (kind, name)
    ]
    return dict(found)


DEPLOYMENT = spec("Deployment")
JOB = spec("Job", f"{NAME}-migrate")
PODS = {"api": DEPLOYMENT["template"]["spec"], "migrate": JOB["template"]["spec"]}
API = PODS["api"]["containers"][0]


def literals(folder: Path) -> dict[str, str]:
    """The variables that a kustomization sets."""
    (generator,) = kustomization(folder)["configMapGenerator"]
    return dict(literal.split("=", 1) for literal in generator["literals"])


def secret_files(pod: Manifest) -> dict[str, Path]:
    """The variables that name a file of the secret, with that file."""
    return {each["name"]: Path(each["value"]) for each in pod["containers"][0]["env"]}


def settings_of(overlay: Path) -> Settings:
    """Made of what image and manifests say, with some value for each secret."""
    of_image = dict(re.findall(r"\b(HOST|PORT)=(\S+)", DOCKERFILE))
    names = [path.name for path in secret_files(PODS["api"]).values()]
    secrets: dict[str, Any] = dict.fromkeys(names, "0123456789abcdef" * 2)
    secrets["database_url"] = "postgresql://app@database/app"
    variables = of_image | literals(BASE) | literals(overlay)
    values = {name.lower(): value for name, value in variables.items()}
    return Settings(**{"environment": "production", **values, **secrets})
