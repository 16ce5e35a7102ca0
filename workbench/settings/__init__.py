"""Settings ↔ settings.toml: read with every mistake named, written without losing anybody's change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.settings.addresses import resolve_key, resolved
from workbench.settings.reading import load
from workbench.settings.schema import (
    HttpSettings,
    Settings,
    SettingsError,
    TerminalSettings,
    TlsSettings,
    name_fault,
    new_id,
)

if TYPE_CHECKING:
    from workbench.certificates.sealing import Sealer

__all__ = [
    "HttpSettings",
    "Settings",
    "SettingsError",
    "TerminalSettings",
    "TlsSettings",
    "load",
    "name_fault",
    "new_id",
    "resolve_key",
    "resolved",
    "update",
]


def update(before: Settings, after: Settings, sealer: Sealer) -> Settings:
    """Write what changed from `before` to `after`, see `writing.update`."""
    from workbench.settings import writing  # whoever only reads starts 12 ms sooner

    return writing.update(before, after, sealer)
