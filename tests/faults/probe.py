"""Asks one path again and again, as an orchestrator does: without waiting for the last answer.

In a process of its own, so that it measures the service and not the clients beside it.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

from scripts.tracked import ROOT
from tests.faults.client import Answer, ask
from tests.faults.history import History, Record

EVERY = 0.1  # seconds


@asynccontextmanager
async def probed(port: int, path: str) -> AsyncIterator[History]:
    """The history is filled at the end."""
    command = (sys.executable, "-m", "tests.faults.probe", str(port), path)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=pipe, stdout=pipe)
    assert process.stdout
    await process.stdout.readline()
    history = History()
    try:
        yield history
    finally:
        output, _ = await process.communicate(b"")  # Python 3.11 leaves the pipe open without it
        for line in output.decode().splitlines():
            sent, ended, outcome = line.split()
            answer = Answer(int(outcome) if outcome.isdigit() else outcome)
            history.records.append(Record("probe", path, float(sent), float(ended), answer))


async def probe(port: int, path: str) -> None:
    async def ask_once() -> None:
        sent = monotonic()
        answer = await ask(port, path)
        print(sent, monotonic(), answer.outcome, flush=True)

    asked_to_stop = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    async with asyncio.TaskGroup() as questions:
        while not asked_to_stop.done():
            questions.create_task(ask_once())
            await asyncio.sleep(EVERY)


if __name__ == "__main__":
    asyncio.run(probe(int(sys.argv[1]), sys.argv[2]))
