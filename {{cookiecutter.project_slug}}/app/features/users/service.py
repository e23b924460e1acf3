"""Accounts and sign-in.

Hashing takes long, so nothing here holds a connection meanwhile: each step takes a
session of its own, and what a refusal has to leave behind is committed before it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, Forbidden, TooManyRequests, Unauthorized
from app.core.security import LocalTokens, hash_password, verify_password
from app.db.database import Database
from app.db.ids import uuid7
from app.features.users.models import RefreshToken, User
from app.features.users.repository import (
    LoginFailureRepository,
    RefreshTokenRepository,
    UserRepository,
)
from app.features.users.schemas import PasswordChange, SignIn, Tokens, UserCreate

MAX_FAILURES = 5
FAILURE_WINDOW = timedelta(minutes=15)


def digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class UserService:
    database: Database

    async def register(self, data: UserCreate) -> User:
        hashed = await hash_password(data.password.get_secret_value())
        try:
            async with self.database.begin() as session:
                return await UserRepository(session).add(
                    User(email=data.email, password_hash=hashed)
                )
        except IntegrityError as error:
            raise Conflict("This email is taken.") from error

    async def get(self, subject: str) -> User:
        async with self.database.read() as session:
            user = await UserRepository(session).get(UUID(subject))
        if user is None:
            raise Unauthorized("This account is no longer there.")
        return user

    async def change_password(self, subject: str, data: PasswordChange) -> None:
        user = await self.get(subject)
        old, new = data.current_password, data.new_password
        right = await verify_password(old.get_secret_value(), user.password_hash)
        hashed = await hash_password(new.get_secret_value())
        async with self.database.begin() as session:
            await judge(session, digest(user.email), right=right)
            if right:
                current = await UserRepository(session).get(user.id)
                if current is None or current.password_hash != user.password_hash:
                    raise Conflict("The password was changed meanwhile.")
                current.password_hash = hashed
                await RefreshTokenRepository(session).revoke_user(user.id)
        if not right:
            raise Forbidden("The current password is wrong.")


@dataclass(frozen=True, slots=True)
class SignInService:
    database: Database
    tokens: LocalTokens
    refresh_lifetime: timedelta

    async def sign_in(self, data: SignIn) -> Tokens:
        email = data.username.lower()
        account = digest(email)
        async with self.database.read() as session:
            await refuse_after_failures(session, account)
            user = await UserRepository(session).by_email(email)
        right = await verify_password(
            data.password.get_secret_value(), user.password_hash if user else None
        )
        async with self.database.begin() as session:
            await judge(session, account, right=right)
            if right and user:
                return await self._issue(session, user.id, family_id=uuid7())
        raise Unauthorized("The email or the password is wrong.")

    async def refresh(self, refresh_token: str) -> Tokens:
        now = datetime.now(UTC)
        async with self.database.begin() as session:
            refresh_tokens = RefreshTokenRepository(session)
            token = await refresh_tokens.by_hash(digest(refresh_token))
            if token and token.spent_at is None and token.expires_at > now:
                token.spent_at = now
                return await self._issue(session, token.user_id, token.family_id)
            if token:
                # Shown twice: one of the two who have it is a thief.
                await refresh_tokens.revoke_family(token.family_id)
        raise Unauthorized("The refresh token is invalid or has expired.")

    async def sign_out(self, refresh_token: str) -> None:
        async with self.database.begin() as session:
            refresh_tokens = RefreshTokenRepository(session)
            if token := await refresh_tokens.by_hash(digest(refresh_token)):
                await refresh_tokens.revoke_family(token.family_id)

    async def _issue(
        self, session: AsyncSession, user_id: UUID, family_id: UUID
    ) -> Tokens:
        now = datetime.now(UTC)
        secret = token_urlsafe(32)
        refresh_tokens = RefreshTokenRepository(session)
        await refresh_tokens.drop_expired(user_id, now)
        await refresh_tokens.add(
            RefreshToken(
                user_id=user_id,
                family_id=family_id,
                token_hash=digest(secret),
                expires_at=now + self.refresh_lifetime,
            )
        )
        return Tokens(
            access_token=self.tokens.issue(str(user_id)),
            refresh_token=secret,
            expires_in=round(self.tokens.lifetime.total_seconds()),
        )


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
    start = datetime.now(UTC) - FAILURE_WINDOW
    if await LoginFailureRepository(session).since(account, start) >= MAX_FAILURES:
        raise TooManyRequests(
            "Too many wrong passwords for this account; try again later.",
            retry_after=round(FAILURE_WINDOW.total_seconds()),
        )
