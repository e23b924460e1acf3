"""Lay the chosen variant over the tree, remove what the answers leave out, and say what to do next."""

import json
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

# JSON never has three quotes in a row, so no answer can end this literal.
ANSWERS: dict[str, Any] = json.loads(r"""{{ cookiecutter | tojson }}""")
PROJECT = Path.cwd()

# (prompt, answer): the folder of variants/ that is laid over the tree. This comes first, so an overlay may bring
# files of an option that is off.
OVERLAYS = {("orm", "sqlmodel"): "sqlmodel"}

# (prompt, answer): the paths that the answer leaves out.
DROPPED = {
    ("auth", "none"): [
        "app/api/principal.py",
        "app/core/config/tokens.py",
        "app/core/jwks.py",
        "app/core/passwords.py",
        "app/core/security.py",
        "app/features/users",
        "docs/adr/0014-authentication.md",
        "docs/authentication.md",
        "tests/api/test_idempotency_callers.py",
        "tests/api/test_principal.py",
        "tests/architecture/test_authentication.py",
        "tests/core/conftest.py",
        "tests/core/provider.py",
        "tests/core/test_jwks.py",
        "tests/core/test_jwks_outage.py",
        "tests/core/test_passwords.py",
        "tests/core/test_security.py",
        "tests/features/conftest.py",
        "tests/features/test_password_change.py",
        "tests/features/test_refresh.py",
        "tests/features/test_secrets.py",
        "tests/features/test_sign_in.py",
        "tests/features/test_sign_in_limits.py",
        "tests/features/test_users.py",
        "tests/sign_in.py",
    ],
    ("deploy", "compose"): [
        "deploy/kubernetes",
        "docs/adr/0020-kubernetes.md",
        "docs/kubernetes.md",
        "tests/kubernetes",
    ],
    ("ci", "github"): [
        ".gitlab-ci.yml",
        "renovate.json",
        "tests/architecture/test_gitlab.py",
    ],
    ("ci", "gitlab"): [
        ".github",
        "tests/architecture/test_github.py",
    ],
    ("ci", "none"): [
        ".github",
        ".gitlab-ci.yml",
        "docs/adr/0021-pipeline.md",
        "docs/pipeline.md",
        "renovate.json",
        "tests/architecture/promises.py",
        "tests/architecture/test_github.py",
        "tests/architecture/test_gitlab.py",
    ],
}

# What only the template needs. The conftest.py beside pyproject.toml stops the tests of a project made without hooks.
SCAFFOLDING = ["conftest.py", "variants"]

# The name of a person or a team on GitHub and GitLab. Nobody else can own code there.
HANDLE = r"@[A-Za-z0-9][\w.-]*(/[\w.-]+)*"


def drop(path: str) -> None:
    target = PROJECT / path
    if not target.exists():
        sys.exit(f"\nhooks/post_gen_project.py removes {path}, but the template has no such path: correct the table.\n")
    if target.is_dir():
        shutil.rmtree(target)
    else:
        target.unlink()


for (prompt, answer), variant in OVERLAYS.items():
    if ANSWERS[prompt] == answer:
        shutil.copytree(PROJECT / "variants" / variant, PROJECT, dirs_exist_ok=True)

for (prompt, answer), paths in DROPPED.items():
    if ANSWERS[prompt] == answer:
        for path in paths:
            drop(path)

for path in SCAFFOLDING:
    drop(path)

if not re.fullmatch(HANDLE, ANSWERS["owner"]):
    drop("CODEOWNERS")

print(f"""
{PROJECT.name} is ready. Next:

  cd {shlex.quote(str(PROJECT))}
  uv run fastapi dev       the service, with a PostgreSQL of its own: http://127.0.0.1:8000/docs
  uv run pytest            its tests
  git init --initial-branch main
  git add .                uv.lock too, which the first uv command wrote
  git commit -m "Start from the template"
""")
