"""The Pythons of this machine that really run, a version manager's ones included."""

import subprocess
from pathlib import Path


def interpreter(version: str) -> str | None:
    """The path of this Python, or None where it is not installed."""
    places = [f"python{version}", "python3"]
    places += map(str, sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python3")))
    for place in places:
        path = real_path(place, version)
        if path:
            return path
    return None


def real_path(command: str, version: str) -> str | None:
    code = "import sys; print('%d.%d' % sys.version_info[:2], sys._base_executable or sys.executable)"
    try:
        answer = subprocess.run([command, "-c", code], capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found, _, path = answer.strip().partition(" ")
    return path if found == version else None
