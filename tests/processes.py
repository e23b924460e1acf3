"""Commands that leave nothing behind, and what others did, in whatever session or process group it hides."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


def complete(
    command: Sequence[str], cwd: Path, env: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end. When that takes too long, whatever it started ends with it."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        text=True,
        process_group=0,
    ) as process:
        try:
            output, errors = process.communicate(timeout=timeout)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(command, process.returncode, output, errors)


def processes(mark: str) -> dict[int, str]:
    """The living processes that carry the mark in their command line or environment, each with its command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command, environ = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if mark.encode() in command + environ and int(folder.name) != os.getpid():
            found[int(folder.name)] = command.replace(b"\0", b" ").decode()
    return found


def left_over(mark: str, within: float) -> dict[int, str]:
    """Waits until no process carries the mark; what is still there afterwards is the answer."""
    deadline = time.monotonic() + within
    while (left := processes(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left
