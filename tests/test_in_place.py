"""The template's folder is itself a service: its tools pass on it before anything is rendered."""

import pytest

from scripts.tracked import tracked_copy
from tests.services import Service

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("in place")]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Service:
    copy = tracked_copy(tmp_path_factory.mktemp("template"))
    return Service(copy / "{{cookiecutter.project_slug}}")


def test_every_gate_passes_on_the_template_folder(template: Service) -> None:
    assert " passed" in template.run("just", "check")


def test_migrations_of_the_template_folder_match_its_models(template: Service) -> None:
    for command in ("upgrade head", "check", "downgrade base"):
        template.run("alembic", *command.split())
