"""Every table, imported once, so that Alembic and the mapper see them all."""

from app.db.base import Base
from app.db.idempotency import IDEMPOTENCY_KEYS
from app.features.items.models import Item

# {%- if cookiecutter.auth == "jwt" %}
from app.features.users.models import LoginFailure, RefreshToken, User

# {%- endif %}

__all__ = [
    "IDEMPOTENCY_KEYS",
    "Base",
    "Item",
    # {%- if cookiecutter.auth == "jwt" %}
    "LoginFailure",
    "RefreshToken",
    "User",
    # {%- endif %}
]
