"""Reads what containers are made of and run with."""

import re
from pathlib import Path
from typing import Any

import yaml

from app.core.config import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
CADDYFILE = (ROOT / "deploy/compose/Caddyfile").read_text(encoding="utf-8")
MAKE_SECRETS = (ROOT / "deploy/compose/make_secrets.py").read_text(encoding="utf-8")
DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")


def with_defaults(value: Any) -> Any:
    """What Compose makes of a value when no variable is set."""
    if isinstance(value, dict):
        return {key: with_defaults(each) for key, each in value.items()}
    if isinstance(value, list):
        return [with_defaults(each) for each in value]
    return DEFAULT.sub(r"\1", value) if isinstance(value, str) else value


COMPOSE = with_defaults(yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8")))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
API = SERVICES["api"]


def seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))


def production_settings() -> Settings:
    """Made of what compose.yaml says, with some value for each secret."""
    given = {name.lower(): value for name, value in API["environment"].items()}
    secrets: dict[str, Any] = {
        name.removesuffix("_file"): "0123456789abcdef" * 2
        for name in given
        if name.endswith("_file")
    }
    secrets["database_url"] = "postgresql://app@db/app"
    return Settings(**given, **secrets)
