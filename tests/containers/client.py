"""A caller of the service behind the proxy, on connections that it keeps."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

HOST = "localhost"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Connection:
    """HTTP/1.1 by hand: a failure is never hidden by a retry."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def request(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        chunked = headers.get("Transfer-Encoding") == "chunked"
        head = {"Host": HOST, **({} if chunked else {"Content-Length": str(len(body))}), **headers}
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if chunked else body
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items()), "", ""]
        self.writer.write("\r\n".join(lines).encode() + body)
        # A refusal may come before the end of a long body.
        with suppress(ConnectionError):
            await self.writer.drain()
        return await self.answer()

    async def answer(self) -> Answer:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        status, *fields = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in fields)}
        return Answer(int(status.split()[1]), headers, await self.body(headers))

    async def body(self, headers: dict[str, str]) -> bytes:
        if headers.get("transfer-encoding") != "chunked":
            return await self.reader.readexactly(int(headers.get("content-length", 0)))
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readline()
        return body


class Client:
    def __init__(self, port: int, root_certificate: str) -> None:
        self.port = port
        self.tls = ssl.create_default_context(cadata=root_certificate)
        self.headers: dict[str, str] = {}

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=self.tls, server_hostname=HOST)
        try:
            yield Connection(reader, writer)
        finally:
            writer.transport.abort()
            with suppress(OSError):
                await writer.wait_closed()

    async def ask(self, on: Connection, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """A body is a form when it is text, and JSON otherwise."""
        kind = "application/x-www-form-urlencoded" if isinstance(body, str) else "application/json"
        content = b"" if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await on.request(method, path, content, {"Content-Type": kind, **self.headers, **given})

    def request(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """One request on a connection of its own."""

        async def alone() -> Answer:
            async with asyncio.timeout(30), self.connection() as connection:
                return await self.ask(connection, method, path, body, **headers)

        return asyncio.run(alone())

    def sign_up(self, email: str = "ada@example.com") -> None:
        """Every later request is by this user."""
        password = "a long enough password"  # noqa: S105
        created = self.request("POST", "/api/v1/users", {"email": email, "password": password})
        assert created.status == 201, created.body
        form = urlencode({"username": email, "password": password})
        signed_in = self.request("POST", "/api/v1/auth/token", form)
        assert signed_in.status == 200, signed_in.body
        self.headers["Authorization"] = f"Bearer {signed_in.json()['access_token']}"
