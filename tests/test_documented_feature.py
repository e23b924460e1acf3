"""What the documents of a service tell its team to do works as they tell it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.baking import bake
from tests.services import Service, uv

BLOCK = re.compile(r"```python\n# (\S+\.py)\n(.*?)```", re.DOTALL)
# The README's own words for finding the tests that use the example.
GREP = re.compile(r"`git grep -lE \"([^\"]+)\" tests`")
CHOICES = [("sqlalchemy", "jwt"), ("sqlmodel", "none")]

pytestmark = [pytest.mark.slow]


@pytest.mark.parametrize(("orm", "auth"), CHOICES)
def test_the_documented_feature_replaces_the_example(orm: str, auth: str, tmp_path: Path) -> None:
    project = bake(tmp_path, orm=orm, auth=auth)
    service = Service(project)
    service.run("alembic", "upgrade", "head")

    paste_code(project)
    wire(project, has_users=auth == "jwt")
    delete_example(project)
    service.run("alembic", "revision", "--autogenerate", "-m", "people instead of items")

    (revision,) = (project / "migrations" / "versions").glob("*_people_instead_of_items.py")
    assert 'op.create_table(\n        "people"' in revision.read_text()
    assert 'op.drop_table("items")' in revision.read_text()
    assert " passed" in service.run("just", "check")


def test_the_hooks_pass_without_a_network(tmp_path: Path) -> None:
    project = bake(tmp_path, orm="sqlmodel", auth="none")
    Service(project).uv("sync", "--quiet")
    for command in (["init", "--quiet"], ["add", "."]):
        subprocess.run(["git", *command], cwd=project, check=True)

    path = os.pathsep.join([str(Path(uv()).parent), os.environ["PATH"]])
    offline = Service(project, {"UV_OFFLINE": "1", "PATH": path})

    assert "Failed" not in offline.run("prek", "run", "--all-files")


def paste_code(project: Path) -> None:
    pasted = []
    for document in ("features.md", "tables.md"):
        for name, code in BLOCK.findall((project / "docs" / document).read_text()):
            if not (project / name).exists():
                (project / name).parent.mkdir(exist_ok=True)
                (project / name).write_text(code)
                pasted.append(Path(name).name)
    (project / "app" / "features" / "people" / "__init__.py").touch()
    assert set(pasted) == {"models.py", "repository.py", "router.py", "schemas.py", "service.py", "test_people.py"}


def wire(project: Path, *, has_users: bool) -> None:
    """Two files, as the README says."""
    wiring, models = (project / "app" / name for name in ("wiring.py", "models.py"))
    insert(wiring, "from app.features.people.router import router as people\n", after="router as items\n")
    insert(wiring, "    Feature(people),\n", after="Feature(items),\n")
    insert(models, "from app.features.people.models import Person\n", after="models import Item\n")
    insert(models, '    "Person",\n', after='"LoginFailure",\n' if has_users else '"Item",\n')


def insert(path: Path, line: str, after: str) -> None:
    before, found, rest = path.read_text().partition(after)
    assert found, path
    path.write_text(before + found + line + rest)


def delete_example(project: Path) -> None:
    shutil.rmtree(project / "app" / "features" / "items")
    for name in ("wiring.py", "models.py"):
        lines = (project / "app" / name).read_text().splitlines(keepends=True)
        kept = [line for line in lines if not re.search(r"\bitems\b|\bItem\b", line)]
        (project / "app" / name).write_text("".join(kept))
    words = GREP.search((project / "README.md").read_text())
    assert words
    for test in (project / "tests").rglob("test_*.py"):
        if re.search(words[1], test.read_text()):
            test.unlink()
