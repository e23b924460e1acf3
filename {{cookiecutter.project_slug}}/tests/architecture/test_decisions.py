"""The decisions of this repository are recorded, enforced and listed."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.architecture.audit import Audit, audit
from tests.architecture.checks import Checks, read_checks
from tests.architecture.decisions import read_decisions

ROOT = Path(__file__).parents[2]


def test_decisions_and_checks_agree_both_ways() -> None:
    """ADR-0001: every decision names live checks, every check names its decision."""
    findings = audit(ROOT, datetime.now(UTC).date())
    assert not findings, "\n".join(findings)


def test_switching_off_any_single_check_is_noticed() -> None:
    """ADR-0001: for each check that a decision names, in turn."""
    decisions, _ = read_decisions(ROOT / "docs" / "adr")
    checks = read_checks(ROOT)
    now = Audit(decisions, checks, datetime.now(UTC).date())
    for decision in now.accepted.values():
        for check in set(decision.enforced_by) - now.waived:
            weakened = Audit(decisions, without(checks, check), now.today)
            assert any(check in finding for finding in weakened.unenforced()), check


def test_forgetting_to_name_any_single_check_is_noticed() -> None:
    """ADR-0001: a check that no decision names would be a rule without a reason."""
    decisions, _ = read_decisions(ROOT / "docs" / "adr")
    checks = read_checks(ROOT)
    today = datetime.now(UTC).date()
    owned = {
        *(f"import-linter:{name}" for name in checks.contracts),
        *(f"ruff:TID251({name})" for name in checks.banned),
        *(f"pytest:{t}" for t in checks.tests if t.startswith("tests/architecture/")),
    }
    for check in owned:
        forgetful = [
            decision.model_copy(
                update={"enforced_by": [c for c in decision.enforced_by if c != check]}
            )
            for decision in decisions
        ]
        findings = Audit(forgetful, checks, today).unowned()
        assert any(check in finding for finding in findings), check


def without(checks: Checks, check: str) -> Checks:
    tool, _, name = check.partition(":")
    match tool:
        case "import-linter":
            left = {n: c for n, c in checks.contracts.items() if n != name}
            return replace(checks, contracts=left)
        case "pytest":
            tests = {n: d for n, d in checks.tests.items() if n != name}
            return replace(checks, tests=tests)
        case _ if name.startswith("TID251("):
            banned = {n: m for n, m in checks.banned.items() if n != name[7:-1]}
            return replace(checks, banned=banned)
        case _:
            return replace(checks, ignored=[*checks.ignored, name])
