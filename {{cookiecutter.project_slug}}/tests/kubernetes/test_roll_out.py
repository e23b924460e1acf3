"""The manifests fit one another: selectors, times, connections, the order of steps."""

import re
from pathlib import Path

from app.server import LAST_RESORT
from tests.kubernetes.manifests import (
    API,
    BASE,
    DEPLOYMENT,
    JOB,
    NAME,
    OVERLAYS,
    PODS,
    ROOT,
    each_overlay,
    kustomization,
    secret_files,
    settings_of,
    spec,
)

POSTGRES_CONNECTIONS = 100 - 3  # by default, without those kept for its superuser
BEFORE_SIGTERM = API["lifecycle"]["preStop"]["sleep"]["seconds"]


def test_every_file_is_applied() -> None:
    files = {path.name for path in BASE.iterdir()}
    assert files == {*kustomization(BASE)["resources"], "kustomization.yaml"}
    for overlay in OVERLAYS:
        assert "../../base" in kustomization(overlay)["resources"]


@each_overlay
def test_a_pod_has_the_time_to_stop_in_order(overlay: Path) -> None:
    needed = BEFORE_SIGTERM + settings_of(overlay).stop_seconds + LAST_RESORT
    assert needed < PODS["api"]["terminationGracePeriodSeconds"]


@each_overlay
def test_one_pod_at_a_time_drains(overlay: Path) -> None:
    needed = BEFORE_SIGTERM + settings_of(overlay).drain_seconds
    assert needed < DEPLOYMENT["minReadySeconds"]


@each_overlay
def test_the_connections_of_all_pods_fit_into_the_database(overlay: Path) -> None:
    surge = DEPLOYMENT["strategy"]["rollingUpdate"]["maxSurge"]
    pods = spec("HorizontalPodAutoscaler")["maxReplicas"] + surge + 1  # draining
    needed = pods * settings_of(overlay).database_pool_size + 1  # migrating
    assert needed <= POSTGRES_CONNECTIONS


def test_selectors_find_their_pods() -> None:
    labels = DEPLOYMENT["template"]["metadata"]["labels"]
    others = JOB["template"]["metadata"]["labels"]
    api_only = [
        DEPLOYMENT["selector"],
        spec("PodDisruptionBudget")["selector"],
        spec("NetworkPolicy", f"{NAME}-api")["podSelector"],
        *(each["labelSelector"] for each in PODS["api"]["topologySpreadConstraints"]),
    ]

    assert [each["matchLabels"] for each in api_only] == [labels] * len(api_only)
    assert spec("Service")["selector"] == labels != others
    assert spec("HorizontalPodAutoscaler")["scaleTargetRef"]["name"] == NAME
    everything = spec("NetworkPolicy")["podSelector"]["matchLabels"]
    assert everything.items() <= labels.items() & others.items()


def test_nobody_but_the_autoscaler_says_how_many() -> None:
    assert "replicas" not in DEPLOYMENT
    assert spec("HorizontalPodAutoscaler")["minReplicas"] >= 2


def test_the_migration_is_a_step_of_the_same_image() -> None:
    (container,) = PODS["migrate"]["containers"]

    assert container["command"] == ["alembic", "upgrade", "head"]
    assert container["image"] == API["image"] == NAME
    for overlay in OVERLAYS:
        assert [image["name"] for image in kustomization(overlay)["images"]] == [NAME]


def test_the_documented_commands_are_about_what_is_there() -> None:
    text = (ROOT / "docs" / "kubernetes.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\b(job|deployment)[/ ]([a-z][a-z0-9-]+)", text))
    keys = set(re.findall(r"--from-file=(\w+)", text))
    waits = max(int(minutes) for minutes in re.findall(r"--timeout=(\d+)m job/", text))

    assert named == {("job", f"{NAME}-migrate"), ("deployment", NAME)}
    assert keys == {path.name for path in secret_files(PODS["api"]).values()}
    assert waits * 60 > JOB["activeDeadlineSeconds"]
