"""How close a baked service comes to the limit of its stack: ratios, side by side, in interleaved rounds.

    scripts/bootstrap uv run python -m benchmarks.compare [sqlalchemy|sqlmodel]

Needs wrk. Nothing else should run meanwhile; read differences under a tenth as none.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import Request, urlopen

from scripts.tracked import ROOT
from tests.baking import bake

ROUNDS = 5
SECONDS = 3
SERVICE = "http://127.0.0.1:9301"
LIMIT = "http://127.0.0.1:9302"
BARE = "http://127.0.0.1:9303"
# The server of the development database, for as long as its standard input is open.
DATABASE = """
import sys
from pathlib import Path
from app.db.embedded import development_server
with development_server(Path(".postgres")) as url:
    print(url, flush=True)
    sys.stdin.read()
"""
WRK = """
wrk.method, wrk.body = {method}, {body}
wrk.headers["Content-Type"] = "application/json"
done = function(summary, latency, requests)
  local errors = summary.errors
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), errors.status + errors.connect + errors.read + errors.write + errors.timeout))
end
"""


@contextmanager
def running(
    *command: str, cwd: Path, environment: dict[str, str], stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdin=subprocess.PIPE, stdout=stdout, text=True)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def until_up(url: str) -> None:
    for _ in range(300):
        try:
            urlopen(url).close()  # noqa: S310
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{url} does not answer.")


def load(url: str, connections: int, body: str | None = None) -> tuple[float, float, float, int]:
    """Requests a second, median and 99th percentile in milliseconds, errors."""
    with TemporaryDirectory() as folder:
        script = Path(folder, "load.lua")
        values = (json.dumps("POST"), json.dumps(body)) if body else ('"GET"', "nil")
        script.write_text(WRK.format(method=values[0], body=values[1]))
        command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--timeout", "10s", "-s", str(script), url]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) (\d+)", output)
    if not found:
        sys.exit(f"wrk said nothing about {url}:\n{output}")
    requests, duration, half, slow, errors = map(int, found.groups())
    return requests / duration * 1e6, half / 1000, slow / 1000, errors


def compare(title: str, ours: str, limit: str, body: str | None = None, connections: int = 32) -> None:
    rounds = []
    for turn in range(ROUNDS + 1):
        order = [ours, limit][:: -1 if turn % 2 else 1]
        measured = {url: load(url, connections, body) for url in order}
        if turn:  # the first one warms up
            rounds.append((measured[ours], measured[limit]))
    ratio = median(mine[0] / theirs[0] for mine, theirs in rounds)
    rate, half, slow = (median(mine[part] for mine, _ in rounds) for part in range(3))
    errors = sum(mine[3] for mine, _ in rounds)
    print(f"| {title} | {rate:.0f} | {half:.1f} | {slow:.1f} | {errors} | {ratio:.2f} |", flush=True)


def main(orm: str) -> None:
    if not shutil.which("wrk"):
        sys.exit("wrk was not found: install it (Debian: apt install wrk).")
    with ExitStack() as stack:
        service = bake(Path(stack.enter_context(TemporaryDirectory(dir="/tmp"))), orm=orm, auth="none")
        service.parent.chmod(0o755)  # PostgreSQL may run as another user
        subprocess.run(["uv", "sync", "--quiet", "--no-default-groups", "--group", "postgres"], cwd=service, check=True)
        python = str(service / ".venv/bin/python")
        plain = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        server = running(python, "-c", DATABASE, cwd=service, environment=plain, stdout=subprocess.PIPE)
        database = stack.enter_context(server)
        assert database.stdout
        url = database.stdout.readline().strip()
        environment = {**plain, "ENVIRONMENT": "production", "DATABASE_URL": url, "PORT": "9301"}
        environment["LIMIT_DSN"] = url.replace("+asyncpg", "")
        subprocess.run([python, "-m", "alembic", "upgrade", "head"], cwd=service, env=environment, check=True)
        stack.enter_context(running(python, "-m", "app", cwd=service, environment=environment))
        uvicorn = ("-m", "uvicorn", "limit:app", "--port", "9302", "--no-access-log")
        stack.enter_context(running(python, *uvicorn, cwd=ROOT / "benchmarks", environment=environment))
        without = {**environment, "PORT": "9303", "PYTHONPATH": str(service)}
        stack.enter_context(running(python, "bare.py", cwd=ROOT / "benchmarks", environment=without))
        until_up(f"{SERVICE}/health/ready")
        until_up(f"{BARE}/health/ready")
        until_up(f"{LIMIT}/live")
        report()


def report() -> None:
    items = f"{SERVICE}/api/v1/items"
    body = json.dumps({"title": "Lamp", "description": "Stands on the desk, and is red."})
    for _ in range(1000):
        request = Request(items, body.encode(), {"Content-Type": "application/json"})  # noqa: S310
        with urlopen(request) as response:  # noqa: S310
            item = json.load(response)["id"]
    print("| one worker | requests/s | p50 ms | p99 ms | errors | of the limit |\n|---|---:|---:|---:|---:|---:|")
    compare("one item", f"{items}/{item}", f"{LIMIT}/items/{item}")
    compare("list of 20", f"{items}?limit=20", f"{LIMIT}/items?limit=20")
    compare("insert", items, f"{LIMIT}/items", body)
    compare("liveness", f"{SERVICE}/health/live", f"{LIMIT}/live")
    compare("one item, 256 connections", f"{items}/{item}", f"{LIMIT}/items/{item}", connections=256)
    compare("one item, of itself without its layers", f"{items}/{item}", f"{BARE}/api/v1/items/{item}")
    compare("insert, of itself without its layers", items, f"{BARE}/api/v1/items", body)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["sqlalchemy"]))
