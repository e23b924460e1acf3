"""The tools that guard this repository are on, everywhere."""

import re

from tests.architecture.checks import read_tools
from tests.architecture.sources import ROOT


def test_the_type_checker_is_strict_everywhere() -> None:
    """ADR-0012: no module is excused from it, by configuration or by a comment."""
    mypy = read_tools(ROOT)["mypy"]
    assert mypy["strict"] is True
    assert {"app", "tests"} <= set(mypy["packages"])
    for override in mypy.get("overrides", []):
        assert not override.keys() & {"ignore_errors", "disable_error_code"}, override
    excused = [
        path.relative_to(ROOT).as_posix()
        for folder in ("app", "migrations")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"^# mypy:", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert excused == []
