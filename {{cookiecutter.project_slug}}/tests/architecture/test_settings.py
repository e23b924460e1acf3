"""Settings are flat, frozen and listed in one file."""

import ast
import re

from pydantic import BaseModel

from app.core.config import Settings
from tests.architecture.sources import ROOT, modules

# The second finds its own programs before there are any settings.
READERS = ("app/core/config/", "app/db/embedded/")


def test_settings_cannot_be_changed_while_the_service_runs() -> None:
    """ADR-0010: what was read at the start holds until the end."""
    assert Settings.model_config["frozen"] is True


def test_every_setting_is_one_environment_variable() -> None:
    """ADR-0010: a nested model would need a syntax of its own."""
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        assert not (isinstance(kind, type) and issubclass(kind, BaseModel)), name


def test_the_example_file_names_every_setting_and_no_other() -> None:
    """ADR-0010: whoever runs the service finds all of its settings in one place."""
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", text, re.MULTILINE))
    files = {name for name in named if name.endswith("_FILE")}
    assert named - files == {name.upper() for name in Settings.model_fields}


def test_only_the_settings_read_the_environment() -> None:
    """ADR-0010: a variable that is read elsewhere is checked by nobody at the start."""
    readers = {
        path
        for path, tree in modules("app")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }
    assert {path for path in readers if not path.startswith(READERS)} == set()
