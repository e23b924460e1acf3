"""The audit bites: each way to weaken a decision is found in a small repository."""

from datetime import date
from pathlib import Path

import pytest

from tests.architecture import miniature
from tests.architecture.audit import audit

TODAY = date(2026, 7, 1)
PYPROJECT = "pyproject.toml"
DECISION = "docs/adr/0002-async.md"
PROOF = "tests/architecture/test_async.py"
CONFTEST = "tests/conftest.py"
MAIN = "app/main.py"
INDEX = "docs/adr/README.md"
RECORD = miniature.FILES[DECISION]

BAN = '"time.sleep".msg = "ADR-0002: blocks."'
NEW_DECISION = "docs/adr/0003-new.md"
UNENFORCED = miniature.WAIVER.replace("ADR-1001", "ADR-0003").replace("waives", "tags")
SLEEP = "import time\n\n\nasync def f(): time.sleep(1)"
HOLE = "ignore_imports = ['a -> b']\nforbidden_m"
NEEDLESS = "exceptions:\n  - ruff:ASYNC in app/*.py\nenforced-by"

# What is done, in which file, the old text, the new text, what is found.
WEAKENINGS = [
    ("a ban is removed", PYPROJECT, BAN, "", "ruff:TID251(time.sleep), which is off"),
    ("a rule is not selected", PYPROJECT, '"ASYNC", ', "", "ruff:ASYNC, which is off"),
    ("a rule is ignored", PYPROJECT, "E501", "ASYNC210", "ruff:ASYNC, which is off"),
    ("bans are ignored", PYPROJECT, "E501", "TID", "(time.sleep), which is off"),
    ("a contract is deleted", PYPROJECT, "adr-0002-no", "no", "clients, which is off"),
    ("a contract is nobody's", PYPROJECT, "adr-0002-no", "no", "does not name its"),
    ("a contract has a hole", PYPROJECT, "forbidden_m", HOLE, "clients ignores a -> b"),
    ("a ban is nobody's", PYPROJECT, "ADR-0002: ", "", "does not name its"),
    ("a ban is another's", PYPROJECT, "ADR-0002: ", "ADR-0001: ", "not name it in"),
    ("a test is nobody's", PROOF, "ADR-0002: ", "", "does not name its"),
    ("a test is renamed", PROOF, "test_s", "s", "sleeping_raises, which is off"),
    ("a test is skipped", PROOF, "def", "@mark.skip\ndef", "raises, which is off"),
    ("a test file is skipped", PROOF, "def", "pytest.skip()\ndef", "raises, which is"),
    ("tests are left out", PYPROJECT, "--import", "-k x --import", "leave tests out"),
    ("tests are ignored", CONFTEST, "", "collect_ignore = []", "leaves tests out"),
    ("a line is silenced", MAIN, "", f"{SLEEP}  # noqa", "main.py:5 breaks ruff:ASYNC"),
    ("a file is silenced", MAIN, "", f"{SLEEP}\n# ruff: noqa", "(time.sleep)"),
    ("a rival configures", "app/ruff.toml", "", "exclude = ['*']", "app/ruff.toml"),
    ("an exception is needless", DECISION, "enforced-by", NEEDLESS, "nothing needs"),
    ("nothing enforces", NEW_DECISION, "", UNENFORCED, "accepted but names no check"),
    ("a check is misspelt", DECISION, "ruff:ASYNC", "ruff ASYNC", "enforced-by.0"),
    ("a key is misspelt", DECISION, "enforced-by", "enforced_by", "0002-async.md"),
    ("a status is unknown", DECISION, "accepted", "agreed", "0002-async.md: status"),
    ("nobody decided", DECISION, "[Somebody]", "[]", "0002-async.md: decision-makers"),
    ("there is no heir", DECISION, "accepted", "superseded by ADR-1001", "by ADR-1001"),
    ("the index is behind", INDEX, "(0002-async.md)", "", "not in the index"),
    ("the index is ahead", INDEX, "", "[x](0003-x.md)", "only in the index"),
    ("a number is taken", "docs/adr/0002-again.md", "", RECORD, "of 2 decisions"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    miniature.write(tmp_path)
    return tmp_path


def test_a_repository_whose_decisions_hold_has_no_findings(root: Path) -> None:
    """ADR-0001: the audit is not red by nature."""
    assert audit(root, TODAY) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "finding"),
    [case[1:] for case in WEAKENINGS],
    ids=[case[0] for case in WEAKENINGS],
)
def test_a_weakened_decision_is_found(
    root: Path, name: str, old: str, new: str, finding: str
) -> None:
    """ADR-0001: whatever is removed, silenced or renamed."""
    miniature.replace(root, name, old, new)
    assert any(finding in found for found in audit(root, TODAY))


def test_a_waiver_excuses_its_check_and_nothing_else(root: Path) -> None:
    """ADR-0001: the one way to deviate for a while."""
    miniature.waive(root)
    miniature.replace(root, PYPROJECT, BAN, "")
    assert audit(root, TODAY) == []
    miniature.replace(root, PYPROJECT, '"ASYNC", ', "")
    assert audit(root, TODAY) == ["0002-async.md names ruff:ASYNC, which is off"]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("2026-12-31", "2026-06-30", "the waiver expired on 2026-06-30"),
        ("2026-12-31", "2027-06-02", "at most 365 days"),
        ("expires: 2026-12-31", "", "a date after which it `expires`"),
        ("The old driver must be polled.", "''", "a waiver needs a `reason`"),
        ("accepted", "proposed", "a proposed decision may not waive"),
        (
            "ruff:TID251(time.sleep)",
            "ruff:TID251(time.time)",
            "no decision is enforced",
        ),
        (
            "ruff:TID251(time.sleep)",
            "pytest:tests/architecture/test_proof.py::test_decisions_hold",
            "cannot be waived",
        ),
    ],
)
def test_a_bad_waiver_is_found(root: Path, old: str, new: str, finding: str) -> None:
    """ADR-0001: a waiver has a reason, an owner and an end."""
    miniature.waive(root, old, new)
    assert any(finding in found for found in audit(root, TODAY))
