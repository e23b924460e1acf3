"""A feature is a folder of files with known names, wired in one place."""

import ast

from tests.architecture.sources import ROOT, SLICES, imports

FILES = {
    "__init__.py",
    "models.py",
    "repository.py",
    "router.py",
    "rules.py",
    "schemas.py",
    "service.py",
}
NAMES = sorted(
    path.name for path in SLICES.iterdir() if (path / "__init__.py").exists()
)


def test_a_slice_has_only_files_of_known_names() -> None:
    """ADR-0007: whoever knows one slice finds their way in all of them."""
    strangers = {
        path.relative_to(ROOT).as_posix()
        for path in SLICES.rglob("*.py")
        if path.parent != SLICES
        and (path.parent.parent != SLICES or path.name not in FILES)
    }
    assert strangers == set()


def test_every_slice_is_a_package() -> None:
    """ADR-0007: import-linter does not look into a folder without __init__.py."""
    folders = {path.parent for path in SLICES.rglob("*.py")}
    assert {path for path in folders if not (path / "__init__.py").exists()} == set()


def test_every_router_is_wired() -> None:
    """ADR-0007: a router that nobody includes is dead code."""
    wired = imports(ast.parse((ROOT / "app" / "wiring.py").read_text("utf-8")))
    for name in NAMES:
        if (SLICES / name / "router.py").exists():
            assert f"app.features.{name}.router" in wired


def test_every_table_is_registered() -> None:
    """ADR-0007: Alembic proposes to drop a table that app.models does not import."""
    registered = imports(ast.parse((ROOT / "app" / "models.py").read_text("utf-8")))
    for name in NAMES:
        if (SLICES / name / "models.py").exists():
            assert f"app.features.{name}.models" in registered
