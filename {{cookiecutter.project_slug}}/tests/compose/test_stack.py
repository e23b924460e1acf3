"""What Compose runs fits the code: settings, secrets, port, times, networks."""

import re
from typing import Any

import pytest

from app.core.config import Settings
from app.server import LAST_RESORT
from tests.compose.files import (
    API,
    CADDYFILE,
    COMPOSE,
    MAKE_SECRETS,
    SERVICES,
    production_settings,
    seconds,
)

each_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def test_every_variable_of_the_service_is_a_setting() -> None:
    fields = {name.upper() for name in Settings.model_fields}
    assert {name.removesuffix("_FILE") for name in API["environment"]} <= fields
    assert SERVICES["migrate"]["environment"] == API["environment"]


def test_what_the_proxy_calls_is_no_setting_of_a_deployment() -> None:
    """`environment` wins over `deployment.env`; both are also in the image."""
    assert API["environment"].items() >= {"HOST": "0.0.0.0", "PORT": 8000}.items()  # noqa: S104


def test_the_variables_are_enough_for_production() -> None:
    assert production_settings().environment == "production"


def test_every_secret_that_is_read_is_made() -> None:
    made = set(re.findall(r'folder / "(\w+)"', MAKE_SECRETS))
    read = [
        value
        for service in (API, SERVICES["db"])
        for name, value in service["environment"].items()
        if name.endswith("_FILE")
    ]
    assert {f"/run/secrets/{name}" for name in made} == set(read)


def test_the_service_has_the_time_to_stop_in_order() -> None:
    needed = production_settings().stop_seconds + LAST_RESORT
    assert needed < seconds(API["stop_grace_period"])


def test_the_proxy_lets_connections_go_before_a_replica_closes_them() -> None:
    kept = re.search(r"keepalive (\d+s)", CADDYFILE)
    assert kept
    assert seconds(kept[1]) < production_settings().drain_seconds


def test_the_proxy_asks_the_port_and_limits_bodies_as_the_service_does() -> None:
    asked = re.findall(r"dynamic a api (\d+)", CADDYFILE)
    assert asked == [str(production_settings().port)]
    size = SERVICES["proxy"]["environment"]["MAX_BODY_SIZE"]
    assert int(size) == production_settings().max_body_size
    assert int(size) == Settings.model_fields["max_body_size"].default


def test_only_the_proxy_can_be_reached_and_only_from_this_machine() -> None:
    published = {name: each.get("ports", []) for name, each in SERVICES.items()}
    assert {name for name, ports in published.items() if ports} == {"proxy"}
    assert all(port.startswith("127.0.0.1:") for port in published["proxy"])


def test_the_database_is_in_a_network_of_its_own() -> None:
    assert COMPOSE["networks"]["back"] == {"internal": True}
    assert SERVICES["db"]["networks"] == ["back"]
    assert "back" not in SERVICES["proxy"]["networks"]


def test_the_migration_reaches_a_database_elsewhere_as_the_service_does() -> None:
    assert SERVICES["migrate"]["networks"] == API["networks"] == ["front", "back"]


@each_service
def test_a_container_may_do_as_little_as_possible(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["deploy"]["resources"]["limits"].keys() >= {"memory", "pids"}


def test_nothing_starts_before_the_migration_has_ended_well() -> None:
    migrated = {"condition": "service_completed_successfully"}
    assert API["depends_on"]["migrate"] == migrated
    assert SERVICES["proxy"]["depends_on"] == {"api": {"condition": "service_healthy"}}
    assert SERVICES["migrate"]["image"] == API["image"]
