"""Reads the decisions in docs/adr/: what their front matter says."""

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

STATUS = r"proposed|accepted|rejected|deprecated|superseded by ADR-\d{4}"
CHECK = r"ruff:[A-Z]+\d*(\([\w.]+\))?|import-linter:[\w-]+|pytest:[\w./-]+\.py::\w+"

Adr = Annotated[str, Field(pattern=r"^ADR-\d{4}$")]
Check = Annotated[str, Field(pattern=rf"^({CHECK})$")]
Exemption = Annotated[str, Field(pattern=rf"^({CHECK}) in \S.*$")]
Names = list[str]


class Decision(BaseModel):
    """One file of docs/adr/; field names are the front matter's, hyphenated."""

    model_config = ConfigDict(
        alias_generator=lambda name: name.replace("_", "-"),
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
    )

    adr: Adr
    file: str
    status: str = Field(pattern=rf"^({STATUS})$")
    date: dt.date
    decision_makers: Names = Field(min_length=1)
    enforced_by: list[Check] = []
    exceptions: list[Exemption] = []
    supersedes: list[Adr] = []
    waives: list[Check] = []
    reason: str = ""
    expires: dt.date | None = None
    # What the team's own records may add; nothing here reads them.
    consulted: Names = []
    informed: Names = []
    tags: Names = []
    scope: str = ""
    related: list[Adr] = []

    @property
    def accepted(self) -> bool:
        return self.status == "accepted"

    @property
    def proposed(self) -> bool:
        return self.status == "proposed"

    @property
    def successor(self) -> str | None:
        return self.status.partition("superseded by ")[2] or None


def read_decisions(folder: Path) -> tuple[list[Decision], list[str]]:
    """Every decision that can be read, and what is wrong with the others."""
    decisions, problems = [], []
    for path in sorted(folder.glob("[0-9]*.md")):
        try:
            decisions.append(Decision.model_validate(_fields(path)))
        except ValidationError as error:
            problems += [
                f"{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}"
                for e in error.errors()
            ]
        except (TypeError, ValueError, yaml.YAMLError) as error:
            problems.append(f"{path.name}: {error}")
    return decisions, problems


def _fields(path: Path) -> dict[str, Any]:
    number = re.match(r"(\d{4})-[a-z0-9-]+\.md$", path.name)
    if number is None:
        raise ValueError("the file must be named NNNN-short-title.md")
    adr = f"ADR-{number[1]}"
    opening, front_matter, body = _split(path.read_text(encoding="utf-8"))
    if opening or not re.search(rf"^# {adr}: \S", body, re.MULTILINE):
        raise ValueError(f"front matter first, then the title '# {adr}: ...'")
    fields = {"adr": adr, "file": path.name}
    return fields | dict(yaml.safe_load(front_matter))


def _split(text: str) -> tuple[str, str, str]:
    parts = re.split(r"^---$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != len(("opening", "front matter", "body")):
        raise ValueError("the front matter must stand between two lines of ---")
    return parts[0], parts[1], parts[2]
