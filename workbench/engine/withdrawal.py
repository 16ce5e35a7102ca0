"""Which entries were withdrawn: what a connection was opened with may then be nobody's to use any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from workbench.models import CertificateEntry
from workbench.tls.context import Profile


def is_any(before: Sequence[CertificateEntry], after: Sequence[CertificateEntry]) -> bool:
    """Tell whether an entry that was enabled is gone, disabled, or says something else; what was seen aside."""
    now = {entry.id: entry for entry in after}
    return any(entry.enabled and not _stands(entry, now.get(entry.id)) for entry in before)


def concerns(profile: Profile) -> bool:
    """Tell whether what was made for a profile shows a certificate, to the server or to a proxy."""
    to_proxy = profile.proxy_tls
    return profile.identity is not None or (to_proxy is not None and to_proxy.identity is not None)


def _stands(entry: CertificateEntry, now: CertificateEntry | None) -> bool:
    if entry is now or entry == now:
        return True
    return now is not None and replace(entry, seen=None) == replace(now, seen=None)
