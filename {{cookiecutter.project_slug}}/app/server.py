"""The server of production: it stops in order, and exits with 0."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Generator
from contextlib import contextmanager
from threading import Timer

import uvicorn

from app.api.protocol import BoundedProtocol
from app.core.config import Settings
from app.core.listener import accept_all, close
from app.main import app

SIGNALS = (signal.SIGTERM, signal.SIGINT)
AT_THE_DOOR = 1.0  # seconds for the request of who has just come in
TICK = 0.1  # seconds between two looks at the door
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
        """Listen no more, but to those who stand at the door."""
        listeners = [each for server in self.servers for each in close(server)]
        self.leaving = asyncio.create_task(self.leave(listeners))

    async def leave(self, listeners: list[socket.socket]) -> None:
        """Stop when everybody who has come in has asked for something."""
        loop = asyncio.get_running_loop()
        left = self.settings.stop_seconds - self.settings.drain_seconds
        over, latest = loop.time() + left, loop.time() + max(AT_THE_DOOR, left / 2)
        await asyncio.sleep(TICK)  # until the loop has told of whom it accepted
        newcomers = [each for listener in listeners for each in accept_all(listener)]
        told = (loop.connect_accepted_socket(self.protocol, each) for each in newcomers)
        await asyncio.gather(*told, return_exceptions=True)

        patience, silent = loop.time() + AT_THE_DOOR, self.silent()
        while silent and loop.time() < min(patience, latest):
            await asyncio.sleep(TICK)
            before, silent = silent, self.silent()
            if silent < before:  # a busy machine hears one after the other
                patience = loop.time() + AT_THE_DOOR
        self.config.timeout_graceful_shutdown = max(1, round(over - loop.time()))
        self.should_exit = True

    def protocol(self) -> BoundedProtocol:
        return BoundedProtocol(self.config, self.server_state, self.lifespan.state)

    def silent(self) -> int:
        """How many have come in and not asked: the first request makes a cycle."""
        connections = self.server_state.connections
        return sum(getattr(each, "cycle", each) is None for each in connections)


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
