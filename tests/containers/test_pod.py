"""The manifests for Kubernetes with the image that they name: its user, its port, its files, its signals."""

import http.client
import time
from pathlib import Path

import pytest

from tests.containers.engine import need_docker
from tests.containers.pod import docker, namespace, until
from tests.containers.stack import locked
from tests.manifests import built, only

pytestmark = pytest.mark.slow

NAME = "pod-test"


def ask(port: int, path: str) -> tuple[int, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("connection")


def test_a_pod_waits_for_the_migration_serves_and_stops_in_time(tmp_path: Path) -> None:
    need_docker()
    service = locked(tmp_path, project_slug=NAME, auth="none", deploy="kubernetes")
    manifests = built(service)
    api, migrate = (only(manifests, kind)["spec"]["template"]["spec"] for kind in ("Deployment", "Job"))
    (container,) = api["containers"]
    live = container["livenessProbe"]["httpGet"]["path"]
    ready = container["readinessProbe"]["httpGet"]["path"]

    with namespace(NAME, service, only(manifests, "ConfigMap")["data"]) as here:
        here.write_secret(api, "database_url", "postgresql://postgres@database/postgres")
        listens = f"--publish=127.0.0.1::{container['ports'][0]['containerPort']}"
        pod = here.run(api, "--detach", listens)
        port = int(docker("port", pod).rpartition(":")[2])
        until(lambda: ask(port, live)[0] == 200)

        assert ask(port, ready)[0] == 503
        here.run(migrate, "--rm")
        until(lambda: ask(port, ready)[0] == 200)
        assert ask(port, "/api/v1/items") == (200, None)

        stopped = time.monotonic()
        docker("kill", "--signal=TERM", pod)
        until(lambda: ask(port, ready)[0] == 503)
        assert ask(port, "/api/v1/items") == (200, "close")
        assert docker("wait", pod) == "0"
        took = time.monotonic() - stopped

    pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
    assert pause + took < api["terminationGracePeriodSeconds"]
