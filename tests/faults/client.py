"""HTTP/1.1 on a plain socket: what is asked is asked once, and how it ended is told as it was seen."""

import asyncio
import select
from dataclasses import dataclass, field

REFUSED, RESET, EMPTY, PARTIAL, TIMEOUT = "refused", "reset", "empty", "partial", "timeout"


@dataclass(frozen=True, slots=True)
class Answer:
    # A status, or how it came to none: only "refused" is sure to have reached nobody.
    outcome: int | str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def refuses_well(self) -> bool:
        """A 503 as we promise it."""
        is_problem = self.headers.get("content-type") == "application/problem+json"
        return self.outcome == 503 and is_problem and self.headers.get("retry-after", "").isdigit()


class Connection:
    """Kept alive as any pool does: opened again when it is known that the server has hung up."""

    def __init__(self, port: int, timeout: float = 60) -> None:
        self.port = port
        self.timeout = timeout
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def request(self, method: str, path: str, body: bytes = b"", headers: str = "") -> Answer:
        head = f"{method} {path} HTTP/1.1\r\nHost: service\r\n{headers}"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        try:
            async with asyncio.timeout(self.timeout):
                answer = await self.exchange(f"{head}\r\n".encode() + body)
        except TimeoutError:
            answer = Answer(TIMEOUT)
        if isinstance(answer.outcome, str) or answer.headers.get("connection") == "close":
            self.close()
        return answer

    async def exchange(self, message: bytes) -> Answer:
        try:
            if self.writer is None or self.hung_up():
                self.close()
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        except ConnectionRefusedError:
            return Answer(REFUSED)
        except OSError:
            return Answer(RESET)
        assert self.reader
        try:
            self.writer.write(message)
            return await read_answer(self.reader)
        except OSError:
            return Answer(RESET)

    def hung_up(self) -> bool:
        """Between two requests there is nothing to read but the end."""
        assert self.writer
        if self.writer.is_closing():
            return True
        poll = select.poll()
        poll.register(self.writer.get_extra_info("socket").fileno(), select.POLLIN)
        return bool(poll.poll(0))

    def close(self) -> None:
        if self.writer:
            self.writer.transport.abort()
        self.reader = self.writer = None

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


async def read_answer(reader: asyncio.StreamReader) -> Answer:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        return Answer(PARTIAL if error.partial else EMPTY)
    first, *lines = head.decode("latin-1").split("\r\n")[:-2]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    try:
        body = await reader.readexactly(int(headers.get("content-length", 0)))
    except asyncio.IncompleteReadError:
        return Answer(PARTIAL, headers)
    return Answer(int(first.split()[1]), headers, body)


async def ask(port: int, path: str, timeout: float = 30) -> Answer:
    """One question on a connection of its own."""
    with Connection(port, timeout) as connection:
        return await connection.request("GET", path)
