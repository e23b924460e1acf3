"""Whoever sends 50 MB is refused, and the service does not grow by it."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.inputs.cases import BEARER, HOST, ITEMS, TOKEN
from tests.inputs.running import Running

SIZE = 50_000_000
PIECE = b" " * 65_536
AT_ONCE = 32
ROOM = 40_000_000  # bytes that the service may grow by

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("inputs with users")]


@pytest.mark.parametrize("chunked", [False, True], ids=["with a length", "chunked"])
@pytest.mark.parametrize("senders", [1, AT_ONCE])
def test_50_mb_are_refused_and_cost_no_memory(with_users: Running, *, chunked: bool, senders: int) -> None:
    assert with_users.token
    before = with_users.memory()
    most = Watch(with_users)

    with most, ThreadPoolExecutor(senders) as pool:
        answers = list(pool.map(lambda _: upload(with_users, chunked=chunked), range(senders)))

    assert [answer.split()[1] for answer in answers] == [b"413"] * senders
    assert all(len(answer) <= 4096 for answer in answers)
    assert most.seen - before <= ROOM
    assert with_users.get("/health/live")


class Watch(threading.Thread):
    """The most memory that the service had meanwhile."""

    def __init__(self, service: Running) -> None:
        super().__init__()
        self.service = service
        self.seen = service.memory()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.02):
            self.seen = max(self.seen, self.service.memory())

    def __enter__(self) -> "Watch":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.join()


def upload(service: Running, *, chunked: bool) -> bytes:
    """Send all of it, whatever the service says meanwhile, and then listen."""
    token = (service.token or "").encode()
    framing = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % SIZE
    head = b"POST " + ITEMS + b" HTTP/1.1\r\n" + HOST + BEARER.replace(TOKEN, token)
    with socket.create_connection(("127.0.0.1", service.port), 60) as connection:
        try:
            connection.sendall(head + b"Content-Type: application/json\r\n" + framing + b"\r\n\r\n")
            for piece in pieces():
                connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece) if chunked else piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the service hung up, as it may
        return connection.recv(65_536)


def pieces() -> Iterator[bytes]:
    for start in range(0, SIZE, len(PIECE)):
        yield PIECE[: SIZE - start]
