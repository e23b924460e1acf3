from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, func, select

from app.db.base import now
from app.features.users.models import LoginFailure, RefreshToken, User
from app.features.users.rules import start_of_window


class UserRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, user: User) -> User:
        self.session.add(user)
        await self.session.flush()
        return user

    async def get(self, user_id: UUID) -> User | None:
        return await self.session.get(User, user_id)

    async def lock_unchanged(self, user: User) -> User | None:
        """The user, unless the password changed since we looked.

        Until the transaction ends, nobody else changes it or adds to its tokens.
        """
        current = await self.session.get(
            User, user.id, with_for_update={"key_share": True}
        )
        same = current and current.password_hash == user.password_hash
        return current if same else None

    async def by_email(self, email: str) -> User | None:
        return await self.session.scalar(select(User).where(col(User.email) == email))


class RefreshTokenRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, token: RefreshToken) -> None:
        """Add it, and drop those of the same user that have expired."""
        await self.session.execute(
            delete(RefreshToken).where(
                col(RefreshToken.user_id) == token.user_id,
                col(RefreshToken.expires_at) < now(),
            )
        )
        self.session.add(token)
        await self.session.flush()

    async def by_hash(self, token_hash: str) -> RefreshToken | None:
        """Lock its user first, and look then: what others did meanwhile is seen.

        A lock on the token alone would let a password change or a revoked family miss
        the token that a concurrent refresh is about to add.
        """
        shown = col(RefreshToken.token_hash) == token_hash
        await self.session.execute(
            select(col(User.id))
            .join(RefreshToken, col(RefreshToken.user_id) == col(User.id))
            .where(shown)
            .with_for_update(of=User, key_share=True)
        )
        return await self.session.scalar(select(RefreshToken).where(shown))

    async def revoke_family(self, family_id: UUID) -> None:
        await self.session.execute(
            delete(RefreshToken).where(col(RefreshToken.family_id) == family_id)
        )

    async def revoke_user(self, user_id: UUID) -> None:
        await self.session.execute(
            delete(RefreshToken).where(col(RefreshToken.user_id) == user_id)
        )


class LoginFailureRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def lock(self, account: str) -> None:
        """Until the transaction ends, nobody else judges a sign-in to this account."""
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(account, 0)))
        )

    async def count(self, account: str) -> int:
        count = await self.session.scalar(
            select(func.count())
            .select_from(LoginFailure)
            .where(
                col(LoginFailure.account) == account,
                col(LoginFailure.occurred_at) >= start_of_window(),
            )
        )
        return count or 0

    async def add(self, account: str) -> None:
        """Add one, and drop some that no longer count: anybody can add any number."""
        old = (
            select(col(LoginFailure.id))
            .where(col(LoginFailure.occurred_at) < start_of_window())
            .limit(100)
            .with_for_update(skip_locked=True)
        )
        await self.session.execute(
            delete(LoginFailure).where(col(LoginFailure.id).in_(old))
        )
        self.session.add(LoginFailure(account=account))
        await self.session.flush()

    async def forget(self, account: str) -> None:
        await self.session.execute(
            delete(LoginFailure).where(col(LoginFailure.account) == account)
        )
