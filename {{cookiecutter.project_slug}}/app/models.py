"""Every table, imported once, so that Alembic and the mapper see them all."""

from app.db.base import Base
from app.features.items.models import Item

# {%- if cookiecutter.auth == "jwt" %}
from app.features.users.models import LoginFailure, RefreshToken, User

# {%- endif %}

__all__ = [
    "Base",
    "Item",
    # {%- if cookiecutter.auth == "jwt" %}
    "LoginFailure",
    "RefreshToken",
    "User",
    # {%- endif %}
]
