"""What the first line says, from the settings and the session."""

from __future__ import annotations

from datetime import datetime

from workbench.models import Choice
from workbench.screens import identity
from workbench.settings import Settings
from workbench.widgets.header_line import Heading


def heading(settings: Settings, choice: Choice | None, now: datetime) -> Heading:
    """Return the first line; expiry is judged by what was last seen of each entry, without opening a file."""
    ends = [entry.seen.not_after for entry in settings.certificates if entry.enabled and entry.seen]
    left = [(end - now).days for end in ends]
    return Heading(
        verify=settings.tls.verify,
        minimum_version=settings.tls.minimum_version,
        cas=len([ca for ca in settings.cas if ca.enabled]) if settings.tls.extra_ca else 0,
        certificates=len(settings.certificates),
        expiring=len([days for days in left if 0 <= days < settings.tls.expiry_warning_days]),
        expired=len([days for days in left if days < 0]),
        identity=_identity(settings, choice),
    )


def _identity(settings: Settings, choice: Choice | None) -> str | None:
    """Return what the session was switched to, by name where an id has one, and why it cannot be used."""
    found = identity.worn(settings.certificates, choice)
    return found.words if found else None
