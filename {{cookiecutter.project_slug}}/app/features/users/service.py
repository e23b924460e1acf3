"""Accounts and sign-in.

Hashing takes long, so nothing here holds a connection meanwhile: each step takes a
session of its own, and what a refusal has to leave behind is committed before it.
Only `register` is given one: its user comes with the hash.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, Forbidden, Unauthorized
from app.core.passwords import Passwords
from app.core.security import LocalTokens
from app.db.database import Database
from app.db.ids import uuid7
from app.features.users import rules
from app.features.users.models import RefreshToken, User
from app.features.users.repository import (
    LoginFailureRepository,
    RefreshTokenRepository,
    UserRepository,
)
from app.features.users.schemas import PasswordChange, SignIn, Tokens


@dataclass(frozen=True, slots=True)
class UserService:
    database: Database
    passwords: Passwords

    async def get(self, subject: str) -> User:
        async with self.database.read() as session:
            return await find(session, subject)

    async def change_password(self, subject: str, data: PasswordChange) -> None:
        async with self.database.read() as session:
            user = await find(session, subject)
            account = rules.digest(user.email)
            await refuse_after_failures(session, account)
        if not await self.passwords.verify(data.current_password, user.password_hash):
            async with self.database.begin() as session:
                await judge(session, account, right=False)
            raise Forbidden("The current password is wrong.")
        hashed = await self.passwords.hash(data.new_password)
        async with self.database.begin() as session:
            await judge(session, account, right=True)
            current = await UserRepository(session).lock_unchanged(user)
            if current is None:
                raise Conflict("The password was changed meanwhile.")
            current.password_hash = hashed
            await RefreshTokenRepository(session).revoke_user(user.id)


@dataclass(frozen=True, slots=True)
class SignInService:
    database: Database
    passwords: Passwords
    tokens: LocalTokens
    refresh_lifetime: timedelta

    async def sign_in(self, data: SignIn) -> Tokens:
        account = rules.digest(data.username)
        async with self.database.read() as session:
            await refuse_after_failures(session, account)
            user = await UserRepository(session).by_email(data.username)
        hashed = user.password_hash if user else None
        right = await self.passwords.verify(data.password, hashed)
        async with self.database.begin() as session:
            await judge(session, account, right=right)
            if user and right and await UserRepository(session).lock_unchanged(user):
                return await self._issue(session, user.id, family_id=uuid7())
        raise Unauthorized("The email or the password is wrong.")

    async def refresh(self, refresh_token: str) -> Tokens:
        now = datetime.now(UTC)
        async with self.database.begin() as session:
            refresh_tokens = RefreshTokenRepository(session)
            token = await refresh_tokens.by_hash(rules.digest(refresh_token))
            if token and token.spent_at is None and token.expires_at > now:
                token.spent_at = now
                return await self._issue(session, token.user_id, token.family_id)
            if token:
                # Shown twice: one of the two who had it is a thief.
                await refresh_tokens.revoke_family(token.family_id)
        raise Unauthorized("The refresh token is invalid or has expired.")

    async def sign_out(self, refresh_token: str) -> None:
        async with self.database.begin() as session:
            refresh_tokens = RefreshTokenRepository(session)
            if token := await refresh_tokens.by_hash(rules.digest(refresh_token)):
                await refresh_tokens.revoke_family(token.family_id)

    async def _issue(
        self, session: AsyncSession, user_id: UUID, family_id: UUID
    ) -> Tokens:
        now = datetime.now(UTC)
        secret = token_urlsafe(32)
        await RefreshTokenRepository(session).add(
            RefreshToken(
                user_id=user_id,
                family_id=family_id,
                token_hash=rules.digest(secret),
                expires_at=now + self.refresh_lifetime,
            )
        )
        return Tokens(
            access_token=self.tokens.issue(str(user_id)),
            refresh_token=secret,
            expires_in=round(self.tokens.lifetime.total_seconds()),
        )


async def register(session: AsyncSession, user: User) -> User:
    try:
        return await UserRepository(session).add(user)
    except IntegrityError as error:
        raise Conflict("This email is taken.") from error


async def find(session: AsyncSession, subject: str) -> User:
    """The user that an access token speaks of."""
    user = await UserRepository(session).get(rules.user_id(subject))
    if user is None:
        raise Unauthorized("This account is no longer there.")
    return user


async def judge(session: AsyncSession, account: str, *, right: bool) -> None:
    """Count a wrong password, forget the count after a right one.

    Under a lock, and after the limit was looked at once more: of a hundred guesses at
    the same time no more than five get an answer.
    """
    failures = LoginFailureRepository(session)
    await failures.lock(account)
    await refuse_after_failures(session, account)
    await (failures.forget(account) if right else failures.add(account))


async def refuse_after_failures(session: AsyncSession, account: str) -> None:
    rules.refuse_after(await LoginFailureRepository(session).count(account))
