"""The one class of settings, put together from what each part of the service needs."""

# {%- if cookiecutter.auth == "jwt" %}
from app.core.config.auth import AuthSettings

# {%- endif %}
from app.core.config.database import DatabaseSettings
from app.core.config.server import ServerSettings


class Settings(
    # {%- if cookiecutter.auth == "jwt" %}
    AuthSettings,
    # {%- endif %}
    DatabaseSettings,
    ServerSettings,
):
    """Each field is the environment variable of the same name in capitals.

    A value may also come from a file: `DATABASE_URL_FILE=/run/secrets/database_url`.
    """
