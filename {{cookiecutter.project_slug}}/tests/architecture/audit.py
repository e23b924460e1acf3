"""Compares the decisions with the checks, both ways; each finding is a sentence."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from tests.architecture.checks import Checks, read_checks
from tests.architecture.decisions import Decision, read_decisions
from tests.architecture.silence import find_silence
from tests.architecture.violations import Violation, find_violations
from tests.architecture.waivers import find_bad_waivers, waived_checks

ADR = re.compile(r"ADR-\d{4}", re.IGNORECASE)


@dataclass(frozen=True)
class Audit:
    decisions: list[Decision]
    checks: Checks
    today: date

    @cached_property
    def accepted(self) -> dict[str, Decision]:
        return {one.adr: one for one in self.decisions if one.accepted}

    @cached_property
    def waived(self) -> set[str]:
        return waived_checks(self.decisions, self.today)

    def unenforced(self) -> Iterator[str]:
        """Accepted decisions without a check, or with one that is missing or off."""
        for decision in self.accepted.values():
            if not decision.enforced_by and not decision.waives:
                yield f"{decision.file} is accepted but names no check"
            for check in decision.enforced_by:
                if not self.checks.is_on(check) and check not in self.waived:
                    yield f"{decision.file} names {check}, which is off"

    def unowned(self) -> Iterator[str]:
        """Checks that name no accepted decision, or one that does not name them."""
        owned = {
            **{f"import-linter:{name}": name for name in self.checks.contracts},
            **{f"ruff:TID251({n})": text for n, text in self.checks.banned.items()},
            **{
                f"pytest:{name}": docstring
                for name, docstring in self.checks.tests.items()
                if name.startswith("tests/architecture/")
            },
        }
        for check, text in owned.items():
            named = [adr.upper() for adr in ADR.findall(text)]
            if not named:
                yield f"{check} does not name its decision"
            for adr in named:
                decision = self.accepted.get(adr)
                if decision is None or check not in decision.enforced_by:
                    yield f"{check} names {adr}, which does not name it in return"

    def unsupported_exceptions(self) -> Iterator[str]:
        for decision in self.decisions:
            for exception in decision.exceptions:
                check, _, _ = exception.partition(" in ")
                if check not in decision.enforced_by:
                    yield f"{decision.file} makes an exception to another's {check}"

    def unexcused(self, violations: list[Violation]) -> Iterator[str]:
        """Broken rules that neither an exception nor a waiver covers."""
        exceptions = [
            exception.partition(" in ")
            for decision in self.accepted.values()
            for exception in decision.exceptions
        ]
        for violation in violations:
            excused = any(violation.breaks(check) for check in self.waived) or any(
                violation.breaks(check) and Path(violation.path).match(pattern)
                for check, _, pattern in exceptions
            )
            if not excused:
                yield str(violation)
        for check, _, pattern in exceptions:
            if check.startswith("ruff:") and not any(
                violation.breaks(check) and Path(violation.path).match(pattern)
                for violation in violations
            ):
                yield f"nothing needs the exception to {check} in {pattern}"

    def ignored_imports(self) -> Iterator[str]:
        allowed = {one for d in self.accepted.values() for one in d.exceptions}
        for name, contract in self.checks.contracts.items():
            check = f"import-linter:{name}"
            for edge in contract.get("ignore_imports", []):
                if check not in self.waived and f"{check} in {edge}" not in allowed:
                    yield f"{check} ignores {edge}"

    def bad_successions(self) -> Iterator[str]:
        for decision in self.decisions:
            if decision.successor is None:
                continue
            heir = self.accepted.get(decision.successor)
            if heir is None or decision.adr not in heir.supersedes:
                yield (
                    f"{decision.file} is superseded by {decision.successor}, "
                    "which is not accepted or does not say `supersedes`"
                )


def audit(root: Path, today: date) -> list[str]:
    """Everything that is wrong with the decisions of a repository."""
    folder = root / "docs" / "adr"
    decisions, problems = read_decisions(folder)
    one = Audit(decisions, read_checks(root), today)
    enforced = [check for d in one.accepted.values() for check in d.enforced_by]
    codes = {
        re.split(r"[:(]", check)[1] for check in enforced if check.startswith("ruff:")
    }
    return [
        *problems,
        *_misfiled(folder, decisions),
        *one.unenforced(),
        *one.unowned(),
        *one.unsupported_exceptions(),
        *one.unexcused(find_violations(root, codes)),
        *one.ignored_imports(),
        *one.bad_successions(),
        *find_bad_waivers(decisions, today),
        *find_silence(root),
    ]


def _misfiled(folder: Path, decisions: list[Decision]) -> Iterator[str]:
    files = {path.name for path in folder.glob("[0-9]*.md")}
    index = (folder / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"\]\((\d{4}-[^)]+\.md)\)", index))
    yield from (f"{name} is not in the index" for name in sorted(files - listed))
    yield from (f"{name} is only in the index" for name in sorted(listed - files))
    for adr, count in Counter(decision.adr for decision in decisions).items():
        if count > 1:
            yield f"{adr} is the number of {count} decisions"
