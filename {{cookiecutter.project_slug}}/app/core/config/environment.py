"""Where settings come from: variables, files named by variables, and `.env`."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

Environment = Literal["production", "development", "test"]


def current_environment() -> Environment:
    """What the process is part of, when `ENVIRONMENT` does not say it."""
    if "PYTEST_VERSION" in os.environ:
        return "test"
    if os.environ.get("FASTAPI_ENV") == "development":
        return "development"
    return "production"


class FileSource(PydanticBaseSettingsSource):
    """Read `NAME` from the file that `NAME_FILE` names, as container secrets come."""

    def get_field_value(
        self, _field: FieldInfo, field_name: str
    ) -> tuple[Any, str, bool]:
        variable = f"{field_name.upper()}_FILE"
        path = os.environ.get(variable)
        if path is None:
            return None, field_name, False
        try:
            return Path(path).read_text(encoding="utf-8").strip(), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFileError(variable, path) from error

    def __call__(self) -> dict[str, Any]:
        values = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not None}


class UnreadableFileError(Exception):
    def __init__(self, variable: str, path: str) -> None:
        super().__init__(f"{variable}: the file {path} cannot be read")


class EnvironmentSettings(BaseSettings):
    """What every group of settings has in common."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    environment: Environment = Field(default_factory=current_environment)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        sources = (init_settings, env_settings, FileSource(settings_cls))
        # A test run must not depend on what a developer keeps in `.env`.
        testing = current_environment() == "test"
        return sources if testing else (*sources, dotenv_settings)
