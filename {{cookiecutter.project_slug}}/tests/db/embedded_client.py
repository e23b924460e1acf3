"""A program that uses the embedded server until it is told to end.

`python -m tests.db.embedded_client FOLDER [SQL]` prints the URL and what the SQL
returns, then waits for its standard input to end. Without a folder (`-`) the
server is a temporary one.
"""

import asyncio
import sys
from pathlib import Path

import asyncpg

from app.db.embedded import development_server, temporary_server


async def ask(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


def main(folder: str, sql: str = "SELECT 1") -> None:
    server = temporary_server() if folder == "-" else development_server(Path(folder))
    with server as url:
        sys.stdout.write(f"{url}\n{asyncio.run(ask(url, sql))}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
