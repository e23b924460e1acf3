"""Settings: everything the service reads from its environment."""

from app.core.config.load import SettingsError, get_settings, load
from app.core.config.settings import Settings

__all__ = ["Settings", "SettingsError", "get_settings", "load"]
