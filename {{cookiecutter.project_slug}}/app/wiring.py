"""What this service is made of: one entry for each feature."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from fastapi import APIRouter, FastAPI

# {%- if cookiecutter.auth == "jwt" %}
from app.api import auth

# {%- endif %}
from app.core.config import Settings
from app.features.items.router import router as items

# {%- if cookiecutter.auth == "jwt" %}
from app.features.users.router import router as users

# {%- endif %}


@dataclass(frozen=True, slots=True)
class Feature:
    """Paths, and what has to run from start to stop for them."""

    router: APIRouter | None = None
    lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None = None


def features(settings: Settings) -> tuple[Feature, ...]:
    return (
        Feature(items),
        # {%- if cookiecutter.auth == "jwt" %}
        # With an identity provider of its own this service knows no passwords.
        Feature(None if settings.auth_jwks_url else users, auth.lifespan),
        # {%- endif %}
    )
