"""What this service is made of: one entry for each feature."""

from app.api.feature import Feature

# {%- if cookiecutter.auth == "jwt" %}
from app.api.principal import has_local_users, token_reader

# {%- endif %}
from app.features.items.router import router as items

# {%- if cookiecutter.auth == "jwt" %}
from app.features.users.router import router as users

# {%- endif %}

FEATURES = [
    Feature(items),
    # {%- if cookiecutter.auth == "jwt" %}
    Feature(users, token_reader, has_local_users),
    # {%- endif %}
]
