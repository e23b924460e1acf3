"""Make the secrets of an installation on its first start; keep those that are there."""

import os
import secrets
import sys
from pathlib import Path

READER = 10001  # the user in the Dockerfile


def main(folder: Path) -> None:
    try:
        make(folder)
    except OSError as error:
        sys.exit(
            f"{error.filename}: {error.strerror}. A secret is missing, and cannot be"
            " made here: bring it, or let user 0 write to the folder."
        )
    os.setgid(READER)
    os.setuid(READER)
    for path in folder.iterdir():
        check(path)


def make(folder: Path) -> None:
    database = folder / "database_password"
    if not database.exists():
        # PostgreSQL reads it as another user.
        write(database, secrets.token_hex(32), mode=0o444)
    url = folder / "database_url"
    if not url.exists():
        write(url, f"postgresql://app:{database.read_text().strip()}@db/app")
    # {%- if cookiecutter.auth == "jwt" %}
    key = folder / "auth_secret_key"
    if not key.exists():
        write(key, secrets.token_hex(32))
    # {%- endif %}


def write(path: Path, secret: str, mode: int = 0o400) -> None:
    """All of it or nothing: half a secret would be kept for ever."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(secret)
    unfinished.chmod(mode)
    os.chown(unfinished, READER, READER)
    unfinished.rename(path)


def check(path: Path) -> None:
    try:
        secret = path.read_text()
    except OSError as error:
        sys.exit(
            f"{path}: {error.strerror}. The service runs as user {READER}:"
            f" chown {READER} the file, and let that user into its folder."
        )
    if not secret.strip():
        sys.exit(f"{path}: it is empty. Write the secret, or delete the file.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
