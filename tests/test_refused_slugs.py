"""Slugs: a bad one is refused, and whatever it is, nothing is written outside the output folder."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import TemplateError

from tests.baking import bake_from, template
from tests.hook_runs import SLUG_SHAPE, prompted, refusal, refused

UNUSABLE_SLUGS = {
    "empty": "",
    "upper case": "My-Service",
    "underscore": "my_service",
    "two hyphens": "my--service",
    "hyphen in front": "-service",
    "hyphen behind": "service-",
    "digit in front": "2-services",
    "letter with a mark": "größe",
    "space": "my service",
    "line break": "service\n",
    "quote": 'my"service',
    "shell": "a;touch x",
    "dots": "..",
    "the folder itself": ".",
    "parent": "../outside",
    "folder in a parent": "../outside/service",
    "folder in a folder": "inside/service",
    "absolute": "{absolute}/outside",
    "home": "~/outside",
    "windows path": "..\\outside",
    "no text": None,
}

RESERVED_SLUGS = {
    "fastapi": "a package that the service installs",
    "pydantic-core": "a package that the service installs",
    "postgres": "a container image that the service uses",
    "app": "a folder of every service",
    "nul": "a device on Windows",
}


@pytest.mark.parametrize("case", UNUSABLE_SLUGS)
def test_a_slug_of_another_shape_is_refused_and_stays_inside(
    case: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    slug = UNUSABLE_SLUGS[case]
    slug = slug.format(absolute=tmp_path) if slug else slug
    assert f"  project_slug: {SLUG_SHAPE}\n" in refused(tmp_path / "output", capfd, project_slug=slug)


@pytest.mark.parametrize("length", [51, 300, 5000])
def test_a_slug_that_is_too_long_is_refused(length: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = refused(tmp_path / "output", capfd, project_slug="x" * length)
    assert f"  project_slug: use at most 50 characters (these are {length}).\n" in said


@pytest.mark.parametrize(("slug", "owner"), RESERVED_SLUGS.items())
def test_a_slug_that_means_something_else_is_refused(slug: str, owner: str) -> None:
    assert f"  project_slug: {slug} is the name of {owner}, choose another, as in {slug}-service.\n" in refusal(
        project_slug=slug
    )


@pytest.mark.parametrize("slug", ["../outside", "{absolute}/outside", "..", "a/../../outside"])
def test_a_bad_slug_stays_inside_even_without_hooks(slug: str, tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.mkdir()
    project = bake_from(template(), output, {"project_slug": slug.format(absolute=tmp_path)}, accept_hooks=False)
    assert project == output / "refused-project-slug"
    assert list(tmp_path.iterdir()) == [output]


@given(slug=st.text(st.characters(), max_size=80) | st.from_regex(r"[-./\\~a-zA-Z0-9_]{0,60}", fullmatch=True))
@settings(
    max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
def test_no_slug_can_name_a_folder_elsewhere(slug: str) -> None:
    try:
        folder = prompted(project_slug=slug)["project_slug"]
    except TemplateError:
        return  # Broken Jinja: cookiecutter ends before it makes a folder.
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", folder)
    assert len(folder) <= 50
