"""How the process listens, logs and stops."""

import re
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from app.core.config.environment import EnvironmentSettings

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["json", "console"]


class ServerSettings(EnvironmentSettings):
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    forwarded_allow_ips: str = Field(
        default="127.0.0.1", pattern=r"^(\*|[0-9a-fA-F.:/]+(, ?[0-9a-fA-F.:/]+)*)$"
    )
    root_path: str = Field(default="", pattern=r"^(/[A-Za-z0-9._~-]+)*$")
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    docs_enabled: bool = True
    max_body_size: int = Field(default=1_048_576, ge=1024)
    idempotency_hours: int = Field(default=24, ge=1, le=8760)

    # So many requests are worked on at once; so many others wait for so long.
    max_requests: int = Field(default=64, ge=1)
    max_queue: int = Field(default=4096, ge=0)
    queue_seconds: float = Field(default=2, gt=0, le=60)
    # For the body to arrive, and then for the answer to begin.
    request_seconds: float = Field(default=10, gt=0, le=3600)

    log_level: LogLevel = "info"
    log_format: LogFormat | None = None

    # Requests are still accepted for so long after SIGTERM; after so long all is over.
    drain_seconds: float = Field(default=5, ge=0, le=3600)
    stop_seconds: float = Field(default=20, ge=1, le=3600)

    @field_validator("cors_origins", mode="before")
    @classmethod
    def split_origins(cls, value: object) -> object:
        """`https://a.example, https://b.example` as one variable holds it."""
        if not isinstance(value, str):
            return value
        origins = tuple(part.strip() for part in value.split(",") if part.strip())
        if not all(re.fullmatch(r"\*|https?://[^/\s]+", origin) for origin in origins):
            raise ValueError("must be origins like https://shop.example, with no path")
        return origins

    @field_validator("stop_seconds")
    @classmethod
    def longer_than_draining(cls, value: float, info: ValidationInfo) -> float:
        if value < info.data.get("drain_seconds", 0) + 1:
            raise ValueError("must be longer than DRAIN_SECONDS, by a second at least")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def any_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value
