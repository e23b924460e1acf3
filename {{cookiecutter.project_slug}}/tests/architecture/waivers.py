"""Waivers: a decision's check may be off for a while, for a reason."""

from collections.abc import Iterator
from datetime import date, timedelta

from tests.architecture.decisions import Decision

LONGEST = timedelta(days=365)
# Without these nothing would notice the others.
NEVER = "ADR-0001"


def waived_checks(decisions: list[Decision], today: date) -> set[str]:
    """The checks that an accepted waiver excuses today."""
    return {
        check
        for decision in decisions
        if decision.accepted and not list(_faults(decision, decisions, today))
        for check in decision.waives
    }


def find_bad_waivers(decisions: list[Decision], today: date) -> Iterator[str]:
    for decision in decisions:
        for fault in _faults(decision, decisions, today):
            yield f"{decision.file}: {fault}"


def _faults(
    decision: Decision, decisions: list[Decision], today: date
) -> Iterator[str]:
    if not decision.waives or not (decision.accepted or decision.proposed):
        return
    if decision.proposed:
        yield "a proposed decision may not waive a check"
    if not decision.reason:
        yield "a waiver needs a `reason`"
    if decision.expires is None:
        yield "a waiver needs a date after which it `expires`"
    elif decision.expires < today:
        yield f"the waiver expired on {decision.expires}"
    elif decision.expires - min(decision.date, today) > LONGEST:
        yield f"a waiver lasts at most {LONGEST.days} days"
    for check in decision.waives:
        owners = {one.adr for one in decisions if check in one.enforced_by}
        if not owners:
            yield f"no decision is enforced by {check}"
        if NEVER in owners:
            yield f"{check} proves all the others and cannot be waived"
