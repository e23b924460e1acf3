"""The tests run the real thing."""

import pytest

from tests.architecture.sources import imports, modules

MOCKS = {"mock", "pytest_mock", "unittest.mock", "sqlite3", "aiosqlite"}


def test_nothing_is_mocked() -> None:
    """ADR-0011: a mocked session agrees with whatever the code does."""
    mocking = {path for path, tree in modules("tests") if imports(tree) & MOCKS}
    assert mocking == set()


def test_a_warning_fails_the_test(request: pytest.FixtureRequest) -> None:
    """ADR-0011: a warning is tomorrow's error."""
    assert "error" in request.config.getini("filterwarnings")
