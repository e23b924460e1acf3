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
    # What contains such a word and means something else.
    innocent: re.Pattern[str] = re.compile(r"(?!)")


TRACES = [
    Trace("orm", "sqlmodel", re.compile("sqlmodel", re.IGNORECASE)),
    Trace(
        "auth",
        "jwt",
        re.compile(
            r"jwt|jwks|argon2|pwdlib|oauth|openid|\bAUTH_|\bauth\b|authenticate|authentication|authoriz|bearer"
            r"|password|credential|sign(ed)?[-_ ]?in\b|log(ged)?[-_ ]?in\b|logout|(access|refresh)[-_ ]?token"
            r"|current_?user|user_id|\busers\b|e-?mail|multipart",
            re.IGNORECASE,
        ),
        re.compile(
            r"user:password@|hide_password|(holds|may be) a password"  # of the database, or in somebody's request
            r"|POSTGRES_PASSWORD|database_password|--set password=|(LOGIN|postgres|app) PASSWORD"
            r"|password authentication failed|:'password'|usename = current_user"
            r"|Unauthorized|UNAUTHORIZED|\"WWW-Authenticate\": \"Bearer\""  # errors are the same in every service
            r"|--auth=trust|AUTH_METHOD: trust|persist-credentials|\"date-time\", \"email\""
        ),
    ),
    Trace("deploy", "kubernetes", re.compile(r"kube|kustom|\bk8s\b|\bpods?\b|helm", re.IGNORECASE)),
    Trace("ci", "github", re.compile(r"github|dependabot", re.IGNORECASE)),
    Trace("ci", "gitlab", re.compile(r"gitlab|renovate|\bCI_", re.IGNORECASE)),
]


def traces_of_what_is_off(service: Path, answers: Answers) -> list[str]:
    """Lists every path and line that names an option that was not chosen."""
    off = [trace for trace in TRACES if answers[trace.option] != trace.value]
    return [found for trace in off for path in sorted(service.rglob("*")) for found in traces(trace, path, service)]


def traces(trace: Trace, path: Path, service: Path) -> list[str]:
    name = path.relative_to(service).as_posix()
    found = [name] if trace.words.search(name) else []
    # A recorded decision may name the alternative that was rejected.
    if path.is_file() and not name.startswith("docs/adr/"):
        lines = enumerate(path.read_text().splitlines(), start=1)
        found += [
            f"{name}:{number}: {line.strip()}"
            for number, line in lines
            if trace.words.search(trace.innocent.sub("", line))
        ]
    return found
