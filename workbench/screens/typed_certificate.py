"""What stands in the form for a certificate, as an entry: pure, so that the form only shows it."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import UTC, datetime
from typing import Literal

from workbench.certificates import printed
from workbench.models import CertificateEntry
from workbench.nouns import dataclass
from workbench.screens import host_words
from workbench.screens.host_words import Place
from workbench.settings import Settings, name_fault, new_id
from workbench.settings.schema import ASK, COMMAND, is_command
from workbench.widgets.finding import Note

Files = Literal["pair", "pfx"]
Keeping = Literal["seal", "ask", "command"]
FormField = Literal["host", "name", "cert", "key", "pfx", "passphrase", "command", "ca"]


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
    command: str = ""
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
        keeping=_keeping(entry.passphrase),
        command=printed.command_of(entry.passphrase) if entry.passphrase and is_command(entry.passphrase) else "",
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
    if typed.keeping == "command" and (fault := _command_fault(typed.command)):
        found["command"] = _needed(fault)
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


def _kept(typed: TypedCertificate) -> str | None:
    match typed.keeping:
        case "ask":
            return ASK
        case "command":
            return f"{COMMAND}{typed.command}"
        case "seal":
            before = typed.entry.passphrase if typed.entry else None
            return before if _keeping(before) == "seal" else None


def _keeping(passphrase: str | None) -> Keeping:
    """Return how a form shows that a passphrase is kept."""
    if passphrase == ASK:
        return "ask"
    return "command" if is_command(passphrase) else "seal"


def _command_fault(command: str) -> str | None:
    """Say why a command cannot be run as it is typed, None where nothing is wrong with it."""
    try:
        printed.words(command)
    except printed.CommandFault as fault:
        return f"The command cannot be used: {fault}."
    return None


def _same_files(entry: CertificateEntry, typed: TypedCertificate) -> bool:
    if typed.files == "pfx":
        return entry.pfx_file == typed.pfx
    return entry.cert_file == typed.cert and (entry.key_file or "") == typed.key


def _needed(text: str) -> Note:
    return Note(text=text, tone="bad")
