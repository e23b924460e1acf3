from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, delete, func, select

from app.features.users.models import LoginFailure, RefreshToken, User


class UserRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, user: User) -> User:
        self.session.add(user)
        await self.session.flush()
        return user

    async def get(self, user_id: UUID) -> User | None:
        return await self.session.get(User, user_id)

    async def by_email(self, email: str) -> User | None:
        return await self.session.scalar(select(User).where(col(User.email) == email))


class RefreshTokenRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, token: RefreshToken) -> None:
        self.session.add(token)
        await self.session.flush()

    async def by_hash(self, token_hash: str) -> RefreshToken | None:
        """Lock the row too: of two who show the same token, one is first."""
        return await self.session.scalar(
            select(RefreshToken)
            .where(col(RefreshToken.token_hash) == token_hash)
            .with_for_update()
        )

    async def revoke_family(self, family_id: UUID) -> None:
        await self.session.execute(
            delete(RefreshToken).where(col(RefreshToken.family_id) == family_id)
        )

    async def revoke_user(self, user_id: UUID) -> None:
        await self.session.execute(
            delete(RefreshToken).where(col(RefreshToken.user_id) == user_id)
        )

    async def drop_expired(self, user_id: UUID, now: datetime) -> None:
        await self.session.execute(
            delete(RefreshToken).where(
                col(RefreshToken.user_id) == user_id, col(RefreshToken.expires_at) < now
            )
        )


class LoginFailureRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def lock(self, account: str) -> None:
        """Until the transaction ends, nobody else judges a sign-in to this account."""
        await self.session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(account, 0)))
        )

    async def since(self, account: str, start: datetime) -> int:
        count = await self.session.scalar(
            select(func.count())
            .select_from(LoginFailure)
            .where(
                col(LoginFailure.account) == account,
                col(LoginFailure.occurred_at) > start,
            )
        )
        return count or 0

    async def add(self, account: str) -> None:
        self.session.add(LoginFailure(account=account))
        await self.session.flush()

    async def forget(self, account: str) -> None:
        await self.session.execute(
            delete(LoginFailure).where(col(LoginFailure.account) == account)
        )
