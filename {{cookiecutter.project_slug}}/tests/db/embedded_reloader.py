"""A program that starts a new worker for each line it reads, as `fastapi dev` does."""

import multiprocessing
import signal
import sys
from pathlib import Path

from app.db.embedded import development_server


def work(folder: str) -> None:
    with development_server(Path(folder)) as url:
        sys.stdout.write(f"{url}\n")
        sys.stdout.flush()
        signal.pause()


def main(folder: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    worker = spawn.Process(target=work, args=(folder,))
    worker.start()
    for _ in sys.stdin:
        worker.terminate()
        worker.join()
        worker = spawn.Process(target=work, args=(folder,))
        worker.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
