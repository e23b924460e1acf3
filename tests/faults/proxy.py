"""A way to PostgreSQL that can be cut without a word: no packet and no end comes through."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Proxy:
    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.passing = asyncio.Event()
        self.passing.set()
        self.cuts = 0
        self.tasks: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        self.cuts += 1
        self.passing.clear()

    def mend(self) -> None:
        """For new connections, and those that were asked for meanwhile: the others are forgotten on the way."""
        self.passing.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        try:
            await self.passing.wait()
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
            try:
                async with asyncio.TaskGroup() as directions:
                    directions.create_task(self.pump(reader, far_writer))
                    directions.create_task(self.pump(far_reader, writer))
            finally:
                far_writer.transport.abort()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()
            self.tasks.discard(task)

    async def pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        cuts = self.cuts
        while data := await reader.read(65536):
            if self.cuts > cuts:
                await asyncio.Event().wait()
            writer.write(data)
            await writer.drain()
        if self.cuts > cuts:
            await asyncio.Event().wait()
        writer.close()


@asynccontextmanager
async def proxy(target: int) -> AsyncIterator[Proxy]:
    way = Proxy(target)
    server = await asyncio.start_server(way.serve, "127.0.0.1", 0)
    way.port = server.sockets[0].getsockname()[1]
    try:
        yield way
    finally:
        server.close()
        for task in list(way.tasks):
            task.cancel()
        await asyncio.gather(*way.tasks, return_exceptions=True)
