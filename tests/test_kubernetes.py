"""The manifests of baked services: built as `kubectl apply -k` does, and compared with Kubernetes' own schemas.

No cluster runs here. What only one can tell (admission, the network, the gateway) is not shown by these tests.
"""

from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from tests.baking import bake
from tests.combinations import options
from tests.manifests import Manifest, built, only

SLUG = "order-desk"
# The oldest that the document of a service names, and the newest whose schemas we have.
VERSIONS = ["1.30", kubernetes_validate.latest_version()]
COMPONENT = "app.kubernetes.io/component"


@pytest.fixture(scope="module", params=options()["auth"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bake(tmp_path_factory.mktemp("baked"), project_slug=SLUG, auth=request.param, deploy="kubernetes")


@pytest.fixture(scope="module")
def manifests(service: Path) -> list[Manifest]:
    return built(service)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_file_of_the_base_fits_the_schemas(service: Path, version: str) -> None:
    files = {path.name: path for path in (service / "deploy/kubernetes/base").iterdir()}
    assert files.pop("kustomization.yaml")
    for path in files.values():
        for manifest in yaml.safe_load_all(path.read_text()):
            kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_applied_fits_the_schemas(manifests: list[Manifest], version: str) -> None:
    for manifest in manifests:
        kubernetes_validate.validate(manifest, version, strict=True)


def test_the_schemas_are_strict(manifests: list[Manifest]) -> None:
    disruption = only(manifests, "PodDisruptionBudget")
    misspelt = {**disruption, "spec": {**disruption["spec"], "maxUnavailible": 1}}
    with pytest.raises(kubernetes_validate.ValidationError, match="maxUnavailible"):
        kubernetes_validate.validate(misspelt, VERSIONS[-1], strict=True)


def test_the_overlay_reaches_everything(manifests: list[Manifest]) -> None:
    pods = [each["spec"]["template"]["spec"] for each in manifests if each["kind"] in ("Deployment", "Job")]
    assert {each["metadata"]["namespace"] for each in manifests} == {SLUG}
    assert [pod["containers"][0]["image"] for pod in pods] == [f"registry.example/{SLUG}:0.1.0"] * 2


def test_a_changed_setting_is_a_roll_out(manifests: list[Manifest]) -> None:
    config = only(manifests, "ConfigMap")
    pods = [each["spec"]["template"]["spec"] for each in manifests if each["kind"] in ("Deployment", "Job")]
    used = [pod["containers"][0]["envFrom"][0]["configMapRef"]["name"] for pod in pods]
    assert used == [config["metadata"]["name"]] * 2
    assert config["metadata"]["name"] != SLUG


def test_the_step_of_the_migration_has_all_that_it_needs_and_no_api(manifests: list[Manifest]) -> None:
    first = [each for each in manifests if each["metadata"].get("labels", {}).get(COMPONENT) != "api"]
    assert sorted(each["kind"] for each in first) == ["ConfigMap", "Job", "NetworkPolicy", "ServiceAccount"]


def test_the_longest_name_leaves_room_for_what_kubernetes_adds(tmp_path: Path) -> None:
    slug = "a" * 50
    service = bake(tmp_path, project_slug=slug, deploy="kubernetes")
    job = yaml.safe_load((service / "deploy/kubernetes/base/migrate-job.yaml").read_text())
    assert job["metadata"]["name"] == f"{slug}-migrate"
    # It becomes a label of the Job's pods.
    assert len(job["metadata"]["name"]) <= 63
