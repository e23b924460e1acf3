"""`python -m app`: the production entry. It owns the signals, and exits with 0."""

import asyncio
import signal
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn

from app.core.config import Settings
from app.main import app


class Server(uvicorn.Server):
    """Stops in order: not ready, drain, finish what runs, cut what is stuck."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self.settings = settings

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Uvicorn would raise the signal again at the end: no exit code 0."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self.drain)
        try:
            yield
        finally:
            for name in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(name)

    def drain(self) -> None:
        """Say "not ready" at once, and go on serving until nobody sends any more."""
        app.state.readiness.draining = True
        asyncio.get_running_loop().call_later(self.settings.drain_seconds, self.stop)

    def stop(self) -> None:
        self.should_exit = True


def main() -> None:
    settings: Settings = app.state.settings
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=round(settings.stop_seconds - settings.drain_seconds),
        timeout_keep_alive=75,
    )
    Server(config, settings).run()


if __name__ == "__main__":
    main()
