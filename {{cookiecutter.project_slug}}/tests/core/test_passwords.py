import asyncio

from pwdlib import PasswordHash
from pydantic import SecretStr

from app.core.errors import Unavailable
from app.core.passwords import MAX_QUEUE, STAND_IN, Passwords
from tests.sign_in import quick_hasher


async def test_hashing_leaves_the_event_loop_to_others() -> None:
    hashing = asyncio.create_task(Passwords.recommended().hash(SecretStr("x" * 12)))
    turns = 0
    while not hashing.done():
        await asyncio.sleep(0.001)
        turns += 1

    assert turns > 2
    assert not PasswordHash.recommended().current_hasher.check_needs_rehash(
        await hashing
    )


def test_the_stand_in_costs_what_a_hash_of_today_costs() -> None:
    assert not PasswordHash.recommended().current_hasher.check_needs_rehash(STAND_IN)


async def test_who_comes_when_too_many_wait_is_refused() -> None:
    passwords = Passwords(quick_hasher(), stand_in=quick_hasher().hash("nobody's"))
    guesses = [passwords.verify(SecretStr("guess"), None) for _ in range(MAX_QUEUE + 9)]

    answers = await asyncio.gather(*guesses, return_exceptions=True)

    assert answers.count(False) == MAX_QUEUE
    assert sum(isinstance(answer, Unavailable) for answer in answers) == 9
    assert not await passwords.verify(SecretStr("guess"), None)
