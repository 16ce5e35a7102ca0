"""Settings ↔ settings.toml: read with every mistake named, written without losing anybody's change."""

from workbench.settings.addresses import resolve_key, resolved
from workbench.settings.reading import load
from workbench.settings.schema import (
    HttpSettings,
    Settings,
    SettingsError,
    TlsSettings,
    TlsVersion,
    name_fault,
    new_id,
)
from workbench.settings.writing import update

__all__ = [
    "HttpSettings",
    "Settings",
    "SettingsError",
    "TlsSettings",
    "TlsVersion",
    "load",
    "name_fault",
    "new_id",
    "resolve_key",
    "resolved",
    "update",
]
