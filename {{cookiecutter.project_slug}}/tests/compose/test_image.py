"""The image fits the code: files, user, port, health."""

import json
import re

from app.main import app
from tests.compose.files import DOCKERFILE, IGNORED, MAKE_SECRETS, production_settings


def test_only_what_is_listed_gets_into_the_image() -> None:
    listed = [line for line in IGNORED if line and not line.startswith("#")]
    assert listed[0] == "*"
    let_in = {line[1:] for line in listed if line.startswith("!")}
    copied = {
        source.replace("[k]", "k")
        for sources in re.findall(r"^COPY (?!--)(.+) \S+$", DOCKERFILE, re.MULTILINE)
        for source in sources.split()
    }
    assert let_in == copied


def test_the_user_is_a_number_and_not_root() -> None:
    user = re.search(r"^USER (\d+):(\d+)$", DOCKERFILE, re.MULTILINE)
    assert user
    assert 0 not in map(int, user.groups())
    assert f"READER = {user[1]}" in MAKE_SECRETS


def test_the_command_is_the_entry_that_owns_the_signals() -> None:
    commands = re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)
    assert [json.loads(command) for command in commands] == [["python", "-m", "app"]]


def test_everybody_means_the_port_that_the_service_listens_on() -> None:
    port = production_settings().port
    assert f"PORT={port}" in DOCKERFILE
    assert f"EXPOSE {port}" in DOCKERFILE


def test_health_is_whether_the_process_lives() -> None:
    (asked,) = re.findall(r"'(/health/\w+)'", DOCKERFILE)
    assert asked == "/health/live"
    assert asked in app.openapi()["paths"]
