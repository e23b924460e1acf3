from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from app.db.base import Base, Entity, now
from app.db.ids import uuid7


class User(Entity, table=True):
    __tablename__ = "users"

    email: str = Field(max_length=320, unique=True)
    password_hash: str = Field(max_length=255)


class RefreshToken(Base, table=True):
    """Good for one exchange. All that descend from one sign-in are a family."""

    __tablename__ = "refresh_tokens"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    user_id: UUID = Field(foreign_key="users.id", ondelete="CASCADE", index=True)
    family_id: UUID = Field(index=True)
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime
    spent_at: datetime | None = None


class LoginFailure(Base, table=True):
    """A wrong password for an account, whether or not there is such an account."""

    __tablename__ = "login_failures"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    account: str = Field(max_length=64, index=True)
    occurred_at: datetime = Field(default_factory=now, index=True)
