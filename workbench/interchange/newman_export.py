"""Our list as newman's `--ssl-client-cert-list`, in the order that keeps each choice there: the first match wins.

See `newman` for how its patterns match. No passphrase is written; where one is needed the file has to be given it by
hand, or a program that makes it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from workbench.certificates.globs import SPECIAL
from workbench.certificates.hostnames import is_address
from workbench.certificates.hosts import authority
from workbench.models import CertificateEntry
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is to be said of one entry: `is_loss` where newman will not do what the entry does."""

    entry: CertificateEntry
    text: str
    is_loss: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """The file's text, how many entries are in it, and what is to be said of each."""

    text: str
    count: int
    told: tuple[Told, ...]


def write(entries: Sequence[CertificateEntry]) -> Export:
    """Return the list for entries in the order added, with every difference told."""
    told: list[Told] = []
    written: list[dict[str, object]] = []
    for entry in _ranked(entries):
        if fault := _fault(entry):
            told.append(Told(entry=entry, text=f"{fault}: left out.", is_loss=True))
            continue
        written.append(_item(entry))
        told += [Told(entry=entry, text=text, is_loss=loss) for text, loss in _remarks(entry, entries)]
    return Export(text=f"{json.dumps(written, indent=2)}\n", count=len(written), told=tuple(told))


def _ranked(entries: Sequence[CertificateEntry]) -> list[CertificateEntry]:
    """Put the entries in the order of contract §3.6, the winner first."""
    places = sorted(range(len(entries)), key=lambda at: (_is_exact(entries[at]), entries[at].port != "*", at))
    return [entries[at] for at in reversed(places)]


def _is_exact(entry: CertificateEntry) -> bool:
    return not SPECIAL.intersection(entry.host)


def _fault(entry: CertificateEntry) -> str:
    """Say why newman has no pattern for an entry, "" where it has one."""
    bare = entry.host.removeprefix("*.")
    if not entry.enabled:
        return "It is off, and newman has no switch"
    if entry.host == "*":
        return "" if entry.port == "*" else "newman's * is every host at every port"
    if entry.port == "*":
        return "newman knows no pattern for any port of a host"
    if SPECIAL.intersection(bare) or (bare != entry.host and is_address(bare)):
        return "newman knows no wildcard but *. at the beginning of the host"
    if ":" in entry.host:
        return "newman's patterns cannot hold an IPv6 address"
    return ""


def _item(entry: CertificateEntry) -> dict[str, object]:
    place = "*" if entry.host == "*" else authority(entry.host, entry.port).removesuffix(":443")
    item: dict[str, object] = {"name": entry.name} if entry.name else {}
    item["matches"] = [f"https://{place}/*"]
    if entry.pfx_file:
        item["pfx"] = {"src": entry.pfx_file}
    else:
        item["key"] = {"src": entry.key_file or entry.cert_file}
        item["cert"] = {"src": entry.cert_file}
    return item


def _remarks(entry: CertificateEntry, entries: Sequence[CertificateEntry]) -> list[tuple[str, bool]]:
    found = []
    if entry.passphrase:
        found.append(('Its files need a passphrase: add "passphrase" to it, or newman cannot read them.', False))
    if entry.ca_file:
        found.append(("Its CA is not in the file: give it to newman by --ssl-extra-ca-certs.", True))
    apex = entry.host.removeprefix("*.")
    if apex != entry.host and not any(_stands_before(other, apex, entry) for other in entries):
        found.append((f"newman sends it to {apex} itself too, which the entry does not.", True))
    return found


def _stands_before(other: CertificateEntry, apex: str, entry: CertificateEntry) -> bool:
    """Tell whether an entry for the host itself is taken first, as here."""
    return other.host == apex and (other.port or 443) == (entry.port or 443) and not _fault(other)
