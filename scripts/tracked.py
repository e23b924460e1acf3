"""What git tracks, or would track: Cookiecutter copies whatever lies in the template's folder."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tracked_files(source: Path = ROOT) -> list[str]:
    listing = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=source, text=True)
    return [name for name in listing.split("\0") if name and (source / name).is_file()]


def tracked_copy(target: Path, source: Path = ROOT) -> Path:
    for name in tracked_files(source):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source / name, target / name)
    return target
