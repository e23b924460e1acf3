"""Runs the linter with every way to silence it taken away."""

import json
import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]

FOLDERS = ("app", "migrations")

# The configuration's bans and rules stay; what excuses a file or a line goes.
UNSILENCED = (
    "--ignore-noqa",
    "--config=lint.ignore=[]",
    "--config=lint.per-file-ignores={}",
    "--config=lint.extend-per-file-ignores={}",
    "--config=lint.exclude=[]",
    "--config=force-exclude=false",
)


@dataclass(frozen=True)
class Violation:
    check: str
    path: str
    line: int

    def breaks(self, check: str) -> bool:
        """A check may name a whole group of rules, such as ruff:ASYNC."""
        return self.check == check or (
            "(" not in check and self.check.startswith(check)
        )

    def __str__(self) -> str:
        return f"{self.path}:{self.line} breaks {self.check}"


def find_violations(root: Path, codes: Collection[str]) -> list[Violation]:
    """What breaks these rules, `noqa`, ignores and excludes notwithstanding."""
    files = [
        str(path.relative_to(root))
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*.py"))
    ]
    if not files or not codes:
        return []
    # A file that is named is checked even where the configuration excludes it.
    run = subprocess.run(
        [
            *(find_ruff_bin(), "check", "--no-cache", "--no-fix"),
            *("--config=pyproject.toml", *UNSILENCED, "--output-format=json"),
            f"--select={','.join(sorted(codes))}",
            *files,
        ],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode not in (0, 1):
        raise RuntimeError(run.stderr)
    return [
        Violation(
            check=_check(found["code"], found["message"]),
            path=Path(found["filename"]).relative_to(root.resolve()).as_posix(),
            line=found["location"]["row"],
        )
        for found in json.loads(run.stdout)
    ]


def _check(code: str, message: str) -> str:
    if code == "TID251":
        return f"ruff:TID251({message.split('`')[1]})"
    return f"ruff:{code}"
