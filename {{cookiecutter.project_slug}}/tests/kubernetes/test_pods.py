"""A pod fits the code and the image: user, port, paths, settings, secrets."""

from pathlib import Path

import pytest

from app.core.config import Settings
from app.main import app
from tests.kubernetes.manifests import (
    API,
    BASE,
    DOCKERFILE,
    NAME,
    OVERLAYS,
    PODS,
    Manifest,
    each_overlay,
    literals,
    secret_files,
    settings_of,
    spec,
)

each_pod = pytest.mark.parametrize("pod", PODS.values(), ids=PODS)


def test_every_variable_is_a_setting() -> None:
    named = {name for folder in (BASE, *OVERLAYS) for name in literals(folder)}
    files = {name for pod in PODS.values() for name in secret_files(pod)}
    fields = {name.upper() for name in Settings.model_fields}

    assert named <= fields
    assert {name.removesuffix("_FILE") for name in files} <= fields


@each_overlay
def test_the_variables_are_enough_for_production(overlay: Path) -> None:
    assert settings_of(overlay).environment == "production"


@each_pod
def test_a_process_is_the_user_of_the_image(pod: Manifest) -> None:
    security = pod["securityContext"]
    user = f"USER {security['runAsUser']}:{security['runAsGroup']}"
    assert user in DOCKERFILE.splitlines()


def test_probes_ask_for_paths_that_are_there() -> None:
    live, ready = "/health/live", "/health/ready"
    asked = {
        probe: API[probe]["httpGet"]["path"]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }

    assert set(asked.values()) <= app.openapi()["paths"].keys()
    assert asked["startupProbe"] == asked["livenessProbe"] == live
    assert asked["readinessProbe"] == ready


@each_overlay
def test_everybody_means_the_port_that_the_service_listens_on(overlay: Path) -> None:
    (port,) = API["ports"]
    (let_in,) = spec("NetworkPolicy", f"{NAME}-api")["ingress"]

    assert settings_of(overlay).host == "0.0.0.0"  # noqa: S104 - its own network
    assert port == {"name": "http", "containerPort": settings_of(overlay).port}
    assert [each["targetPort"] for each in spec("Service")["ports"]] == ["http"]
    assert [each["port"] for each in let_in["ports"]] == ["http"]


@each_pod
def test_secrets_lie_where_they_are_looked_for_and_can_be_read(pod: Manifest) -> None:
    (container,) = pod["containers"]
    (secret,) = [each for each in pod["volumes"] if "secret" in each]
    mounts = {each["name"]: each["mountPath"] for each in container["volumeMounts"]}

    for variable, path in secret_files(pod).items():
        assert path.parent.as_posix() == mounts[secret["name"]]
        assert variable == f"{path.name.upper()}_FILE"
    # Only the group may read them, and it is the group of the process.
    assert secret["secret"]["defaultMode"] == 0o440
    assert pod["securityContext"]["fsGroup"] == pod["securityContext"]["runAsGroup"]


@each_pod
def test_a_pod_may_do_as_little_as_possible(pod: Manifest) -> None:
    (container,) = pod["containers"]

    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["requests"].keys() == {"cpu", "memory"}
    assert container["resources"]["limits"].keys() == {"memory"}
