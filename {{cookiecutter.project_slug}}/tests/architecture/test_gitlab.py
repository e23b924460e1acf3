"""The pipeline runs what a person runs, and may do no more than it must."""

import json
import re
from typing import Any

import yaml

from tests.architecture.promises import gates, postgresql_versions
from tests.architecture.sources import ROOT

VERSION = re.compile(r":(v?\d|\$)")


def pipeline() -> dict[str, Any]:
    text = (ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def jobs() -> dict[str, Any]:
    entries = pipeline().items()
    return {name: job for name, job in entries if isinstance(job, dict | list)}


def test_every_gate_is_in_the_pipeline() -> None:
    """ADR-0021: what is green on a laptop is green in the pipeline."""
    scripts = [job["script"] for job in jobs().values() if "script" in job]
    assert gates() - {line for script in scripts for line in script} == set()


def test_every_postgresql_that_is_promised_is_tried() -> None:
    """ADR-0021: the oldest that is supported, and the one of development."""
    (row,) = pipeline()["postgresql"]["parallel"]["matrix"]
    versions = [int(version) for version in row["POSTGRESQL"]]
    assert (min(versions), max(versions)) == postgresql_versions()


def test_every_image_names_its_version() -> None:
    """ADR-0021: what runs tomorrow is what ran today."""
    text = (ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8")
    images = re.findall(r"^ *(?:image|- name): (\S+)$", text, re.MULTILINE)
    assert images
    assert [image for image in images if not VERSION.search(image)] == []


def test_a_job_ends_by_itself_and_gives_way_to_a_newer_one() -> None:
    """ADR-0021: nothing runs for hours, or for a change that was replaced."""
    default = pipeline()["default"]
    assert default["timeout"].endswith(" minutes")
    assert default["interruptible"] is True


def test_what_a_change_adds_can_be_seen() -> None:
    """ADR-0021: the commits before the change are there for `just squawk`."""
    job = pipeline()["check"]
    assert job["script"][-1].startswith("uv run just squawk ")
    assert job["variables"]["GIT_DEPTH"] == "0"


def test_an_update_waits_until_others_have_tried_it() -> None:
    """ADR-0021: most releases that turn out to be bad do so within days."""
    settings = json.loads((ROOT / "renovate.json").read_text(encoding="utf-8"))
    assert settings["minimumReleaseAge"] == "7 days"
