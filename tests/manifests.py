"""The manifests of a baked service as `kubectl apply -k` sends them."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

Manifest = dict[str, Any]

OVERLAY = "deploy/kubernetes/overlays/production"


def built(service: Path) -> list[Manifest]:
    done = subprocess.run([*kustomize(), OVERLAY], cwd=service, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "kustomize warns of what it will not understand one day"
    return list(yaml.safe_load_all(done.stdout))


def kustomize() -> list[str]:
    if shutil.which("kustomize"):
        return ["kustomize", "build"]
    if shutil.which("kubectl"):
        return ["kubectl", "kustomize"]
    pytest.skip("neither kustomize nor kubectl is installed (Debian: apt install kustomize)")


def only(manifests: list[Manifest], kind: str) -> Manifest:
    (found,) = [each for each in manifests if each["kind"] == kind]
    return found
