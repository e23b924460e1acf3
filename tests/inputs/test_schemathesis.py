"""The OpenAPI document tells the truth: Schemathesis tries it out, with all its checks.

More examples for each operation: SCHEMATHESIS_EXAMPLES=1000.
"""

import json
import os
from pathlib import Path

import pytest

from tests.inputs.running import Running
from tests.processes import complete
from tests.services import LONGEST, environment, uv

# Not among this repository's packages: it would be loaded, with many others, by every run of pytest.
TOOL = "schemathesis>=4.32,<5"
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "25")
CONFIG = Path(__file__).with_name("schemathesis.toml")
# Their examples are nobody's token and nobody's password.
ASK_FOR_A_SECRET = {"POST /api/v1/auth/refresh", "PUT /api/v1/users/me/password"}

pytestmark = pytest.mark.slow


@pytest.mark.xdist_group("inputs with users")
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "anonymous"])
def test_a_service_with_users_is_as_documented(with_users: Running, tmp_path: Path, *, signed_in: bool) -> None:
    conforms(with_users, tmp_path, signed_in=signed_in)


@pytest.mark.xdist_group("inputs without users")
def test_a_service_without_users_is_as_documented(without_users: Running, tmp_path: Path) -> None:
    conforms(without_users, tmp_path, signed_in=False)


def conforms(service: Running, folder: Path, *, signed_in: bool) -> None:
    document = json.loads(service.get("/openapi.json"))
    for path in document["paths"].values():
        for operation in path.values():
            del operation["responses"]["default"]  # it would document every status
            # Schemathesis uses a key twice, and is told again of what it has deleted since.
            parameters = operation.pop("parameters", [])
            operation["parameters"] = [each for each in parameters if each["name"] != "Idempotency-Key"]
    strict = folder / "openapi.json"
    strict.write_text(json.dumps(document))
    report = folder / "report.json"
    command = [uv(), "tool", "run", "--from", TOOL, "schemathesis", "--config-file", str(CONFIG), "run", str(strict)]
    command += [
        "--url",
        service.url,
        "--max-examples",
        EXAMPLES,
        "--continue-on-failure",
        "--generation-database",
        "none",
    ]
    command += ["--report", "json", "--report-json-path", str(report), "--no-color"]
    if signed_in:
        command += ["--header", f"Authorization: Bearer {service.token}"]
    done = complete(command, folder, environment(), LONGEST)

    assert done.returncode == 0, done.stdout + done.stderr
    summary = json.loads(report.read_text())
    assert summary["complete"]
    assert summary["operations"]["tested"] == sum(map(len, document["paths"].values()))
    if signed_in or not service.token:
        assert set(summary["warnings"]["missing_auth"]) <= ASK_FOR_A_SECRET
