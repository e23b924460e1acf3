"""Load settings, and say in one line what is wrong with them."""

import os
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TypeVar

from dotenv import dotenv_values
from pydantic import ValidationError

from app.core.config.environment import (
    EnvironmentSettings,
    UnreadableFileError,
    current_environment,
)
from app.core.config.settings import Settings

LONG_NAME = 12  # characters; short ones are too easily near to something else

SettingsT = TypeVar("SettingsT", bound=EnvironmentSettings)


class SettingsError(Exception):
    """One line that names every variable that is missing or wrong."""


def load(kind: type[SettingsT]) -> SettingsT:
    """Read one group of settings.

    Raises:
        SettingsError: with no value repeated, for values may be secret.
    """
    try:
        settings = kind()
    except UnreadableFileError as error:
        raise SettingsError(str(error)) from None
    except ValidationError as error:
        problems = [
            f"{str(problem['loc'][0]).upper()} {_sentence(problem['msg'])}"
            for problem in error.errors(include_input=False, include_url=False)
        ]
        raise SettingsError("; ".join([*problems, *_unknown()])) from None
    if problems := _unknown():
        raise SettingsError("; ".join(problems))
    return settings


@cache
def get_settings() -> Settings:
    return load(Settings)


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should", "should", 1)


def _unknown() -> list[str]:
    """Names in `.env` that nothing reads, and misspelt ones in the environment."""
    known = [name.upper() for name in Settings.model_fields]
    problems = []
    if current_environment() != "test":
        strangers = [name for name in _dotenv() if name.upper() not in known]
        problems += [f"{name} in .env is not a setting" for name in strangers]
    # Platforms set names of their own (DATABASE_HOST): only a near miss is ours.
    long_names = [name for name in known if len(name) >= LONG_NAME]
    for name in os.environ:
        if name.removesuffix("_FILE") not in known:
            for match in get_close_matches(name, long_names, n=1, cutoff=0.9):
                problems.append(f"{name} is not a setting; did you mean {match}?")
    return problems


def _dotenv() -> dict[str, str | None]:
    path = Path(".env")
    return dict(dotenv_values(path)) if path.is_file() else {}
