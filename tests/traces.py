"""What gives an option away: none of it may be found in a service that was baked without the option."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.combinations import Answers


@dataclass(frozen=True)
class Trace:
    option: str
    value: str | bool
    words: re.Pattern[str]
    # A rejected alternative may be named in a recorded decision.
    named_in_decisions: bool = True


TRACES = [
    Trace("orm", "sqlmodel", re.compile("sqlmodel", re.IGNORECASE)),
    Trace(
        "auth",
        "jwt",
        re.compile(
            r"jwt|jwks|argon2|pwdlib|oauth|openid|\bAUTH_|\bauth\b|authenticat|authoriz|bearer|passwords?\b|credential"
            r"|sign(ed)?[-_ ]?in\b|log(ged)?[-_ ]?in\b|logout|(access|refresh)[-_ ]?token|current_?user|\busers?\b"
            r"|e-?mail",
            re.IGNORECASE,
        ),
    ),
]


def traces_of_what_is_off(service: Path, answers: Answers) -> list[str]:
    """Lists every path and line that names an option that was not chosen."""
    off = [trace for trace in TRACES if answers[trace.option] != trace.value]
    found = []
    for path in sorted(service.rglob("*")):
        name = path.relative_to(service).as_posix()
        lines = path.read_text().splitlines() if path.is_file() else []
        for trace in off:
            if trace.words.search(name):
                found.append(name)
            if trace.named_in_decisions and name.startswith("docs/adr/"):
                continue
            found += [
                f"{name}:{number}: {line.strip()}"
                for number, line in enumerate(lines, start=1)
                if trace.words.search(line)
            ]
    return found
