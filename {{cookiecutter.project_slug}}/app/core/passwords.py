"""Passwords are hashed and compared here, and nowhere else."""

import os
from collections.abc import Callable
from typing import Self, TypeVar

from anyio import CapacityLimiter, to_thread
from pwdlib import PasswordHash
from pydantic import SecretStr

from app.core.errors import Unavailable

ResultT = TypeVar("ResultT")

# One hash takes a core for a tenth of a second, and 64 MiB.
MAX_HASHES = min(4, os.cpu_count() or 1)
MAX_QUEUE = 100

# A hash by PasswordHash.recommended(). Nobody knows the password to it.
STAND_IN = (
    "$argon2id$v=19$m=65536,t=3,p=4$4a360Pmo8JkpKn81H8yhIg"
    "$GuZ+HkXlwuRrDi46mn53IqoN34LAdkUJWK4J8x/keUU"
)


class Passwords:
    """Hash and compare in threads, a few at a time; refuse to queue without end."""

    def __init__(self, hasher: PasswordHash, stand_in: str) -> None:
        self._hasher = hasher
        self._stand_in = stand_in
        self._turns = CapacityLimiter(MAX_HASHES)
        self._queue = 0

    @classmethod
    def recommended(cls) -> Self:
        return cls(PasswordHash.recommended(), STAND_IN)

    async def hash(self, password: SecretStr) -> str:
        return await self._in_turn(self._hasher.hash, password.get_secret_value())

    async def verify(self, password: SecretStr, hashed: str | None) -> bool:
        """Compare with `hashed`, or for as long with the password of nobody."""
        right = await self._in_turn(
            self._hasher.verify, password.get_secret_value(), hashed or self._stand_in
        )
        return right and hashed is not None

    async def _in_turn(
        self, function: Callable[..., ResultT], *arguments: str
    ) -> ResultT:
        if self._queue >= MAX_QUEUE:
            raise Unavailable("Too many are signing in; try again soon.")
        self._queue += 1
        try:
            return await to_thread.run_sync(function, *arguments, limiter=self._turns)
        finally:
            self._queue -= 1
