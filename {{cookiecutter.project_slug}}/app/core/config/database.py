"""How to reach PostgreSQL, and how long to wait for it."""

from typing import Annotated

from pydantic import Field, PlainValidator, ValidationInfo, field_validator
from pydantic_settings import NoDecode
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from app.core.config.environment import EnvironmentSettings

# Asked for by libpq, by Neon or by Prisma; nothing that asyncpg could be told.
_DROPPED_PARAMETERS = (
    "channel_binding",
    "connect_timeout",
    "pgbouncer",
    "sslnegotiation",
)

Seconds = Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)]


def postgres_url(value: str | URL | None) -> URL | None:
    """Take `postgres://` and `postgresql://` with the options that providers add.

    Errors never repeat the value: it holds a password.
    """
    if value is None:
        return None
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError(
            "must look like postgresql://user:password@host/name"
        ) from None
    if url.get_backend_name() not in ("postgres", "postgresql"):
        raise ValueError("must begin with postgresql://")
    return url.set(drivername="postgresql+asyncpg").difference_update_query(
        _DROPPED_PARAMETERS
    )


class DatabaseSettings(EnvironmentSettings):
    # None: in development and tests an embedded PostgreSQL is started.
    database_url: Annotated[URL | None, NoDecode, PlainValidator(postgres_url)] = Field(
        default=None, validate_default=True
    )
    database_pool_size: int = Field(default=10, ge=1, le=1000)
    database_pool_timeout: Seconds = 1.0
    database_command_timeout: Seconds = 3.0
    database_statement_timeout: Seconds = 2.0
    database_lock_timeout: Seconds = 1.0
    database_idle_timeout: Seconds = 5.0
    # Of the network: of an idle connection, and of one that has sent something.
    database_keepalive: Seconds = 30.0
    database_tcp_timeout: Seconds = 5.0
    database_pooler: bool = False

    @field_validator("database_url")
    @classmethod
    def url_in_production(cls, value: URL | None, info: ValidationInfo) -> URL | None:
        if value is None and info.data.get("environment") == "production":
            raise ValueError("is missing")
        return value

    @property
    def behind_pooler(self) -> bool:
        """A transaction pooler keeps neither prepared statements nor settings."""
        host = (self.database_url and self.database_url.host) or ""
        return self.database_pooler or host.split(".")[0].endswith("-pooler")
