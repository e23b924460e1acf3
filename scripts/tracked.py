"""Copies what git tracks, or would track: Cookiecutter copies whatever lies in the template's folder."""

import shutil
import subprocess
from pathlib import Path


def tracked_copy(target: Path, source: Path) -> Path:
    listing = subprocess.check_output(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=source, text=True)
    for name in filter(None, listing.split("\0")):
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, target / name)
    return target
