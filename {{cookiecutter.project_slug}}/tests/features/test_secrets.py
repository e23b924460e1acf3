"""What nobody may learn: from an answer, from the log, or from the database."""

from collections.abc import Generator

import pytest
from blockbuster import BlockBuster
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import text

from app.core.config import Settings
from app.core.logging import configure_logging
from app.core.passwords import Passwords
from app.db.session import SessionMaker
from tests.sign_in import (
    EMAIL,
    ME,
    PASSWORD,
    TOKEN,
    bearer,
    quick_hasher,
    refresh,
    sign_in,
    tokens_of,
)

WRONG = "not the password"


async def test_nobody_learns_whether_an_account_exists(ada: AsyncClient) -> None:
    def told(response: Response) -> tuple[object, ...]:
        document = response.json()
        del document["request_id"]
        return response.status_code, response.headers["www-authenticate"], document

    wrong = told(await sign_in(ada, WRONG))
    unknown = told(await sign_in(ada, email="bob@example.com"))

    assert wrong == unknown
    assert wrong[:2] == (401, "Bearer")


async def test_an_unknown_account_is_as_much_work_as_a_wrong_password(
    ada: AsyncClient, app: FastAPI
) -> None:
    class CountingHasher(Argon2Hasher):
        compared = 0

        def verify(self, password: str | bytes, hash: str | bytes) -> bool:
            self.compared += 1
            return super().verify(password, hash)

    hasher = CountingHasher()
    stand_in = quick_hasher().hash("nobody's")
    app.state.passwords = Passwords(PasswordHash([hasher]), stand_in)

    for email in (EMAIL, "bob@example.com"):
        hasher.compared = 0
        assert (await sign_in(ada, WRONG, email)).status_code == 401
        assert hasher.compared == 1


@pytest.fixture(params=["json", "console"])
def logging(
    request: pytest.FixtureRequest, settings: Settings, blockbuster: BlockBuster
) -> Generator[None]:
    blockbuster.functions["os.path.abspath"].can_block_in("tracebacks.py", "extract")
    configure_logging(settings.model_copy(update={"log_format": request.param}))
    yield
    configure_logging(settings)


@pytest.mark.usefixtures("logging")
async def test_the_log_holds_no_secret_even_when_something_breaks(
    ada: AsyncClient, sessions: SessionMaker, capsys: pytest.CaptureFixture[str]
) -> None:
    tokens = await tokens_of(ada)
    await sign_in(ada, WRONG)
    await ada.get(ME, headers=bearer(tokens["access_token"]))
    renewed = (await refresh(ada, tokens)).json()
    async with sessions.begin() as session:
        wrong = "ALTER TABLE login_failures ALTER occurred_at TYPE text"
        await session.execute(text(wrong))
    assert (await sign_in(ada)).status_code == 500

    log = capsys.readouterr().out
    assert log.count(TOKEN) == 3
    assert "UndefinedFunction" in log
    for secret in (PASSWORD, WRONG, "$argon2"):
        assert secret not in log
    for name in ("access_token", "refresh_token"):
        assert tokens[name] not in log
        assert renewed[name] not in log


async def test_the_database_holds_hashes_of_passwords_and_tokens(
    ada: AsyncClient, sessions: SessionMaker
) -> None:
    tokens = await tokens_of(ada)

    async with sessions() as session:
        users = (await session.execute(text("SELECT * FROM users"))).all()
        kept = (await session.execute(text("SELECT * FROM refresh_tokens"))).all()
    assert len(users) == len(kept) == 1
    assert "$argon2id$" in str(users)
    assert PASSWORD not in str(users)
    assert tokens["refresh_token"] not in str(kept)
