"""The tests run the real thing."""

import re

import pytest

from tests.architecture.sources import ROOT, imports, modules

MOCKS = {"mock", "pytest_mock", "unittest.mock", "sqlite3", "aiosqlite"}


def test_nothing_is_mocked() -> None:
    """ADR-0011: a mocked session agrees with whatever the code does."""
    mocking = {path for path, tree in modules("tests") if imports(tree) & MOCKS}
    assert mocking == set()


def test_a_warning_fails_the_test(request: pytest.FixtureRequest) -> None:
    """ADR-0011: a warning is tomorrow's error."""
    assert "error" in request.config.getini("filterwarnings")


def test_what_is_left_out_of_a_plain_run_is_a_gate() -> None:
    """ADR-0011: `just check` runs the tests that kill processes, too."""
    justfile = (ROOT / "justfile").read_text(encoding="utf-8")
    gates = re.search(r"^check: (.+)$", justfile, re.MULTILINE)
    assert gates
    assert {"test", "faults"} <= set(gates[1].split())
    assert "\nfaults:\n    pytest -m faults\n" in justfile
