"""The one class of settings, put together from what each part of the service needs."""

from app.core.config.database import DatabaseSettings
from app.core.config.server import ServerSettings

# {%- if cookiecutter.auth == "jwt" %}
from app.core.config.tokens import TokenSettings

# {%- endif %}


class Settings(
    DatabaseSettings,
    ServerSettings,
    # {%- if cookiecutter.auth == "jwt" %}
    TokenSettings,
    # {%- endif %}
):
    """Each field is the environment variable of the same name in capitals.

    A value may also come from a file: `DATABASE_URL_FILE=/run/secrets/database_url`.
    """
