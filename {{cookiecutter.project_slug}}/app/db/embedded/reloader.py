"""What differs when this process is a worker that `fastapi dev` starts and restarts."""

import multiprocessing
import os
import signal
import threading

PATIENCE = 10.0  # seconds for an orderly stop


def reloader_pid() -> int | None:
    parent = multiprocessing.parent_process()
    return parent.pid if parent else None


def end_with_reloader() -> None:
    """A worker whose reloader was killed would serve on, and keep the database."""
    if multiprocessing.parent_process():
        threading.Thread(target=end_after_reloader, daemon=True).start()


def end_after_reloader() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(PATIENCE)
    os.kill(os.getpid(), signal.SIGKILL)
