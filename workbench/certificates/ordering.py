"""The orders in which a list of entries can be read; which one wins never hangs on them. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, Literal, get_args

from workbench.models import CertificateEntry

Order = Literal["file", "expires", "host", "name"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
"""As in the file, which is the order added and ranks; what expires first; by host; by name."""


def ordered(
    entries: Iterable[CertificateEntry], order: Order, end: Callable[[CertificateEntry], datetime | None]
) -> list[CertificateEntry]:
    """Return entries in an order, equals as in the file; those without an `end` or a name come last."""
    match order:
        case "file":
            return list(entries)
        case "expires":
            dated = [(entry, end(entry)) for entry in entries]
            known = sorted(((at, entry) for entry, at in dated if at), key=lambda pair: pair[0])
            return [*(entry for _, entry in known), *(entry for entry, at in dated if at is None)]
        case "host":
            return sorted(entries, key=lambda entry: (entry.host, str(entry.port or 443)))
        case "name":
            return sorted(entries, key=lambda entry: (not entry.name, (entry.name or "").casefold()))
