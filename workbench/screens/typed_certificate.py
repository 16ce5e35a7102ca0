"""What stands in the form for a certificate, as an entry: pure, so that the form only shows it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from workbench.models import CertificateEntry
from workbench.screens import host_words
from workbench.screens.host_words import Place
from workbench.settings import Settings, name_fault, new_id
from workbench.settings.schema import ASK
from workbench.widgets.finding import Note

Files = Literal["pair", "pfx"]
Keeping = Literal["seal", "ask"]
FormField = Literal["host", "name", "cert", "key", "pfx", "passphrase", "ca"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedCertificate:
    """The fields as typed; `entry` is the one that is edited, None for a new one."""

    host: str = ""
    port: str = ""
    name: str = ""
    files: Files = "pair"
    cert: str = ""
    key: str = ""
    pfx: str = ""
    passphrase: str = field(default="", repr=False)
    keeping: Keeping = "seal"
    ca: str = ""
    entry: CertificateEntry | None = None


def from_entry(entry: CertificateEntry) -> TypedCertificate:
    """Return the form filled in with an entry; a stored passphrase is never put into it."""
    return TypedCertificate(
        host=entry.host,
        port=host_words.port_text(entry.port),
        name=entry.name or "",
        files="pfx" if entry.pfx_file else "pair",
        cert=entry.cert_file or "",
        key=entry.key_file or "",
        pfx=entry.pfx_file or "",
        keeping="ask" if entry.passphrase == ASK else "seal",
        ca=entry.ca_file or "",
        entry=entry,
    )


def missing(typed: TypedCertificate) -> dict[FormField, Note]:
    """Return what keeps the form from being saved, by the field it stands under; findings in files do not."""
    found: dict[FormField, Note] = {}
    place = host_words.read(typed.host, typed.port)
    if place.place is None:
        found["host"] = place.notes[0] if place.notes else _needed("Type a host, such as api.example.com.")
    if typed.name and (fault := name_fault(typed.name)):
        found["name"] = _needed(f"The name cannot be used: {fault}.")
    if typed.files == "pfx" and not typed.pfx:
        found["pfx"] = _needed("Choose the PFX file.")
    if typed.files == "pair" and not typed.cert:
        found["cert"] = _needed("Choose the certificate file.")
    return found


def entry_of(typed: TypedCertificate, settings: Settings) -> CertificateEntry:
    """Return the entry to save, without a new passphrase, which is to be sealed first.

    `missing` must have found nothing. What was seen of other files is not in it.
    """
    place = host_words.read(typed.host, typed.port).place or Place(host=typed.host, port=None)
    before = typed.entry or CertificateEntry(
        id=new_id({entry.id for entry in settings.certificates}),
        host=place.host,
        added=datetime.now(UTC).replace(microsecond=0),
    )
    pair, pfx = typed.files == "pair", typed.files == "pfx"
    return replace(
        before,
        host=place.host,
        port=place.port,
        name=typed.name or None,
        cert_file=typed.cert if pair else None,
        key_file=(typed.key or None) if pair else None,
        pfx_file=typed.pfx if pfx else None,
        ca_file=typed.ca or None,
        passphrase=_kept(typed),
        seen=before.seen if _same_files(before, typed) else None,
    )


def rivals(place: Place, entry: CertificateEntry | None, settings: Settings) -> tuple[CertificateEntry, ...]:
    """Return the other enabled entries for the very same host and port."""
    wanted = (place.host, 443 if place.port is None else place.port)
    return tuple(
        other
        for other in settings.certificates
        if other.enabled
        and (other.host, 443 if other.port is None else other.port) == wanted
        and (entry is None or other.id != entry.id)
    )


def _kept(typed: TypedCertificate) -> str | None:
    if typed.keeping == "ask":
        return ASK
    before = typed.entry.passphrase if typed.entry else None
    return None if before == ASK else before


def _same_files(entry: CertificateEntry, typed: TypedCertificate) -> bool:
    if typed.files == "pfx":
        return entry.pfx_file == typed.pfx
    return entry.cert_file == typed.cert and (entry.key_file or "") == typed.key


def _needed(text: str) -> Note:
    return Note(text=text, tone="bad")
