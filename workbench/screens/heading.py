"""What the first line says, from the settings and the session."""

from __future__ import annotations

from datetime import datetime, timedelta

from workbench.models import Choice
from workbench.settings import Settings
from workbench.widgets.header_line import Heading


def heading(settings: Settings, choice: Choice | None, now: datetime) -> Heading:
    """Return the first line; expiry is judged by what was last seen of each entry, without opening a file."""
    ends = [entry.seen.not_after for entry in settings.certificates if entry.enabled and entry.seen]
    soon = now + timedelta(days=settings.tls.expiry_warning_days)
    return Heading(
        verify=settings.tls.verify,
        minimum_version=settings.tls.minimum_version,
        cas=len([ca for ca in settings.cas if ca.enabled]) if settings.tls.extra_ca else 0,
        certificates=len(settings.certificates),
        expiring=len([end for end in ends if now <= end < soon]),
        expired=len([end for end in ends if end < now]),
        identity=_identity(settings, choice),
    )


def _identity(settings: Settings, choice: Choice | None) -> str | None:
    """Return what the session was switched to, by name where an id has one."""
    if choice is None:
        return None
    if not choice.value.startswith("id:"):
        return "nobody" if choice.value == "none" else choice.value
    named = (entry.name for entry in settings.certificates if f"id:{entry.id}" == choice.value)
    return next(named, None) or choice.value
