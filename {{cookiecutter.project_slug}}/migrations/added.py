"""Print the range of the migrations that are not among the files on standard input.

It is for `just squawk`: what was merged long ago is not judged again, and a table that
was there before the change is known to be in use.
"""

import sys
from pathlib import PurePath

from alembic.config import Config
from alembic.script import ScriptDirectory

scripts = ScriptDirectory.from_config(Config(toml_file="pyproject.toml"))
newest_first = list(scripts.walk_revisions())
merged = {PurePath(line.strip()).name for line in sys.stdin}
earlier = [
    script.revision for script in newest_first if PurePath(script.path).name in merged
]
if len(earlier) < len(newest_first):
    sys.stdout.write(f"{earlier[0] if earlier else 'base'}:head\n")
