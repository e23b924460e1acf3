"""The server of production: it stops in order, and exits with 0."""

import asyncio
import gc
import os
import signal
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer

import uvicorn

from app.api.protocol import BoundedProtocol
from app.core.config import Settings
from app.core.listener import has_newcomers, turn_away_newcomers
from app.main import app

SIGNALS = (signal.SIGTERM, signal.SIGINT)
AT_THE_DOOR = 1.0  # seconds for the request of who has just come in
TICK = 0.1  # seconds between two looks at the door
# A loop that is late runs its timers first, and then accepts, and then tells of it.
QUIET_TICKS = 3
LAST_RESORT = 2.0  # seconds after the end of all patience


class Server(uvicorn.Server):
    """Stop in order: not ready, drain, finish what runs, cut what is stuck.

    Uvicorn would close its listener at once, while others still send requests here,
    and raise the signal again at the end, so that a clean stop looks like a crash.
    """

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self.settings = settings

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        loop = asyncio.get_running_loop()
        for name in SIGNALS:
            loop.add_signal_handler(name, self.drain)
        try:
            yield
        finally:
            for name in SIGNALS:
                loop.remove_signal_handler(name)
                signal.signal(name, signal.SIG_IGN)  # it is ending

    def drain(self) -> None:
        """Go on serving until everybody knows; at once when asked a second time."""
        if not self.started:
            os._exit(0)  # nobody was served
        if app.state.draining:
            self.should_exit = True
            return
        app.state.draining = True
        asyncio.get_running_loop().call_later(self.settings.drain_seconds, self.stop)
        # A database that hangs may hold up even the closing of connections.
        last = Timer(self.settings.stop_seconds + LAST_RESORT, os._exit, (0,))
        last.daemon = True
        last.start()

    def stop(self) -> None:
        """Take in those who stand at the door, then close it."""
        for listener in self.listeners():
            turn_away_newcomers(listener)
        loop = asyncio.get_running_loop()
        left = self.settings.stop_seconds - self.settings.drain_seconds
        self.over = loop.time() + left
        self.latest = loop.time() + max(AT_THE_DOOR, left / 2)
        loop.call_later(TICK, self.leave, loop.time() + AT_THE_DOOR)

    def leave(self, patience: float, quiet: int = 0) -> None:
        """Stop when everybody who has come in has asked for something."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        # The loop takes in one of them at a time: a busy machine needs a while.
        if queue := any(map(has_newcomers, self.listeners())):
            patience = now + AT_THE_DOOR
        # A connection gets its first cycle with the first request.
        asked = (getattr(each, "cycle", each) for each in self.server_state.connections)
        quiet = 0 if queue or None in asked else quiet + 1
        if quiet < QUIET_TICKS and now < min(patience, self.latest):
            loop.call_later(TICK, self.leave, patience, quiet)
        else:
            self.config.timeout_graceful_shutdown = max(1, round(self.over - now))
            self.should_exit = True

    def listeners(self) -> list[int]:
        return [each.fileno() for server in self.servers for each in server.sockets]


def serve() -> None:
    settings: Settings = app.state.settings
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=BoundedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.forwarded_allow_ips,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=round(settings.stop_seconds - settings.drain_seconds),
    )
    gc.freeze()  # what was imported stays: no collection need look at it again
    Server(config, settings).run()
