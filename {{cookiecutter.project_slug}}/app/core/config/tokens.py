"""Who may sign access tokens, and for how long they last."""

from pydantic import Field, HttpUrl, SecretStr, ValidationInfo, field_validator

from app.about import NAME
from app.core.config.environment import EnvironmentSettings

MIN_KEY = 32  # bytes, for HS256


class TokenSettings(EnvironmentSettings):
    auth_jwks_url: HttpUrl | None = None
    # None: development keeps one of its own in a file that git ignores.
    auth_secret_key: SecretStr | None = Field(default=None, validate_default=True)
    auth_issuer: str = Field(default=NAME, min_length=1)
    auth_audience: str = Field(default=NAME, min_length=1)
    auth_access_token_minutes: int = Field(default=15, ge=1, le=1440)
    auth_refresh_token_days: int = Field(default=30, ge=1, le=365)

    @field_validator("auth_secret_key")
    @classmethod
    def key_in_production(
        cls, value: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        production = info.data.get("environment") == "production"
        local_users = info.data.get("auth_jwks_url", "wrong") is None
        if value is None and production and local_users:
            raise ValueError("is missing")
        if value and len(value.get_secret_value().encode()) < MIN_KEY:
            raise ValueError(f"must be at least {MIN_KEY} bytes long")
        return value
