"""Make the secrets of an installation on its first start; keep those that are there."""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote

READER = 10001  # the user in the Dockerfile
ANYBODY = 65534  # as PostgreSQL and the proxy are, who run as others


def main(folder: Path) -> None:
    try:
        make(folder)
    except OSError as error:
        sys.exit(
            f"{error.filename}: {error.strerror}. User 0 makes here what is missing:"
            " let it write to the folder, or bring every secret and let all into it."
        )
    os.setgroups([])
    for path in [folder / "database_password", *files(Path(__file__).parent)]:
        check(path, ANYBODY, "chmod a+r the file, and let all into its folder")
    for path in files(folder):
        check(path, READER, f"chown {READER} the file, and let all into its folder")


def make(folder: Path) -> None:
    database = folder / "database_password"
    if not database.exists():
        # PostgreSQL reads it as another user.
        write(database, secrets.token_hex(32), mode=0o444)
    url = folder / "database_url"
    if not url.exists():
        # As database.sh reads it: without the end of the last line, with all else.
        quoted = quote(database.read_bytes().rstrip(b"\n"), safe="")
        write(url, f"postgresql://app:{quoted}@db/app")
    # {%- if cookiecutter.auth == "jwt" %}
    key = folder / "auth_secret_key"
    if not key.exists():
        write(key, secrets.token_hex(32))
    # {%- endif %}


def write(path: Path, secret: str, mode: int = 0o400) -> None:
    """All of it or nothing: half a secret would be kept for ever."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.write_text(secret)
    unfinished.chmod(mode)
    os.chown(unfinished, READER, READER)
    unfinished.rename(path)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()]


def check(path: Path, reader: int, remedy: str) -> None:
    os.setegid(reader)
    os.seteuid(reader)
    try:
        content = path.read_bytes()
    except OSError as error:
        sys.exit(f"{path}: {error.strerror}. It is read by user {reader}: {remedy}.")
    if not content.strip():
        sys.exit(f"{path}: it is empty. Write the secret, or delete the file.")
    os.seteuid(0)
    os.setegid(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
