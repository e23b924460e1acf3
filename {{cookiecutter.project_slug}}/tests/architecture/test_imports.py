"""Imports go the way that the contracts in pyproject.toml allow."""

import pytest
from importlinter.cli import lint_imports

from tests.architecture.sources import ROOT


def test_every_import_contract_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """ADR-0007: layers are files and folders, and imports point one way."""
    monkeypatch.chdir(ROOT)  # where the contracts are read from
    assert lint_imports(no_cache=True, no_logo=True) == 0
