"""What a path operation may ask for. Everything here is an `Annotated` alias."""

from app.api.database import (
    DatabaseDep,
    PageDep,
    ReadSessionDep,
    SessionDep,
    SettingsDep,
    get_read_session,
    get_session,
)

# {%- if cookiecutter.auth == "jwt" %}
from app.api.principal import CurrentUser, get_current_user

# {%- endif %}

__all__ = [
    # {%- if cookiecutter.auth == "jwt" %}
    "CurrentUser",
    # {%- endif %}
    "DatabaseDep",
    "PageDep",
    "ReadSessionDep",
    "SessionDep",
    "SettingsDep",
    # {%- if cookiecutter.auth == "jwt" %}
    "get_current_user",
    # {%- endif %}
    "get_read_session",
    "get_session",
]
