"""Runs a pod's container by Docker, as the manifest describes it: what a kubelet would do, for one container."""

import http.client
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.manifests import Manifest

# By root, as a kubelet writes a secret: for the pod's group, which alone may read it.
WRITE_FILE = """
import os, sys
name, group, mode, value = sys.argv[1:]
open(name, "w").write(value)
os.chown(name, 0, int(group))
os.chmod(name, int(mode))
"""


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"docker {' '.join(arguments)}:\n{done.stderr}"
    return done.stdout.strip()


@dataclass(frozen=True)
class Namespace:
    """What its pods share: a network, a secret and an image, each of this name, and the settings."""

    name: str
    config: dict[str, str]

    def write_secret(self, pod: Manifest, key: str, value: str) -> None:
        (volume,) = [each["secret"] for each in pod["volumes"] if "secret" in each]
        words = [f"/secret/{key}", str(pod["securityContext"]["fsGroup"]), str(volume["defaultMode"]), value]
        mount = ["--volume", f"{self.name}:/secret", "--user", "0:0"]
        docker("run", "--rm", *mount, self.name, "python", "-c", WRITE_FILE, *words)

    def run(self, pod: Manifest, *options: str) -> str:
        (container,) = pod["containers"]
        chosen = [*options, "--network", self.name, *restrictions(pod), *self.mounts(pod)]
        variables = self.config | {each["name"]: each["value"] for each in container["env"]}
        chosen += [f"--env={name}={value}" for name, value in variables.items()]
        return docker("run", *chosen, self.name, *container.get("command", []))

    def mounts(self, pod: Manifest) -> Iterator[str]:
        places = {each["name"]: each["mountPath"] for each in pod["containers"][0]["volumeMounts"]}
        for volume in pod["volumes"]:
            place = places[volume["name"]]
            if "emptyDir" in volume:
                yield f"--tmpfs={place}:mode=1777,size={size(volume['emptyDir']['sizeLimit'])}"
            else:
                yield f"--volume={self.name}:{place}:ro"


def restrictions(pod: Manifest) -> Iterator[str]:
    security, (container,) = pod["securityContext"], pod["containers"]
    yield f"--user={security['runAsUser']}:{security['runAsGroup']}"
    yield f"--group-add={security['fsGroup']}"
    yield f"--memory={size(container['resources']['limits']['memory'])}"
    if container["securityContext"]["readOnlyRootFilesystem"]:
        yield "--read-only"
    if not container["securityContext"]["allowPrivilegeEscalation"]:
        yield "--security-opt=no-new-privileges"
    yield from (f"--cap-drop={name}" for name in container["securityContext"]["capabilities"]["drop"])


def size(quantity: str) -> str:
    return quantity.replace("Mi", "m")


@contextmanager
def namespace(name: str, service: Path, config: dict[str, str]) -> Iterator[Namespace]:
    """With the image of a service, and a PostgreSQL named `database`."""
    docker("build", "--tag", name, str(service))
    docker("network", "create", name)
    try:
        open_to_all = ["--env", "POSTGRES_HOST_AUTH_METHOD=trust", "--network-alias", "database"]
        docker("run", "--detach", "--network", name, "--name", f"{name}-database", *open_to_all, "postgres:18")
        until(lambda: docker("exec", f"{name}-database", "pg_isready", "--host=127.0.0.1"))
        yield Namespace(name, config)
    finally:
        containers = docker("ps", "--all", "--quiet", "--filter", f"network={name}").split()
        for container in containers:
            print(docker("logs", "--tail", "60", container))
        if containers:
            docker("rm", "--force", "--volumes", *containers)
        docker("network", "rm", name)
        docker("volume", "rm", "--force", name)
        docker("rmi", "--force", name)


def until(attempt: Callable[[], object], seconds: float = 120) -> None:
    """Asks again until it neither fails nor says no, as a startup probe does."""
    end = time.monotonic() + seconds
    while True:
        try:
            if attempt():
                return
        except (AssertionError, OSError, http.client.HTTPException):
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end
        time.sleep(0.2)
