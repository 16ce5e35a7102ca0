"""Extra CAs as the `ca` commands read, find and show them."""

from __future__ import annotations

from dataclasses import dataclass

from workbench import records
from workbench.certificates import anchor_file, material, names
from workbench.certificates.faults import MaterialError
from workbench.certificates.hosts import authority
from workbench.commands.faults import CommandError
from workbench.models import CaEntry, PeerCertificate, Port
from workbench.records import Document
from workbench.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """An entry and what its file holds now; `fault` says why it cannot be read."""

    entry: CaEntry
    certificates: tuple[PeerCertificate, ...] = ()
    fault: MaterialError | None = None


def read(entry: CaEntry) -> Authority:
    """Return an entry with its certificates; never raises for what the file is."""
    try:
        found = material.load_certificates(material.expand(entry.file))
    except MaterialError as fault:
        return Authority(entry=entry, fault=fault)
    return Authority(entry=entry, certificates=tuple(names.describe(each) for each in found))


def check(entry: CaEntry) -> None:
    """Raise CommandError for a file that can lend no trust where it is meant to: unreadable, or without a CA."""
    try:
        found = material.load_certificates(material.expand(entry.file))
    except MaterialError as fault:
        raise CommandError(fault.code, fault.message, where=entry.file) from fault
    if any(map(anchor_file.is_anchor, found)):
        return
    of_server = anchor_file.is_of_server(found[0])
    if of_server and entry.host is not None:
        return  # a server's own certificate: trusted by itself, and for this host alone
    subject = names.subject(found[0])
    message = f"{entry.file} holds no CA: {subject} is an end certificate issued by {names.issuer(found[0])}."
    hint = " A server's own can be trusted for one host: name it by --host." if of_server else ""
    raise CommandError("not_a_ca", message + hint, where=entry.file)


def find(settings: Settings, text: str, host: str | None, port: Port) -> CaEntry:
    """Return the one entry whose file is named, in full or by its last part; raises CommandError."""
    found = [entry for entry in settings.cas if _is_called(entry, text)]
    if host is not None:
        found = [entry for entry in found if entry.host == host and port in (None, entry.port)]
    if not found:
        raise CommandError("unknown_ca", f"No CA in the settings is {text}: see workbench ca list.", where=text)
    if len(found) > 1:
        places = ", ".join(f"{entry.file} for {place(entry)}" for entry in found)
        raise CommandError("ambiguous_ca", f"{text} is several CAs, say which with --host: {places}.", where=text)
    return found[0]


def place(entry: CaEntry) -> str:
    """Return the hosts that an entry is for, in words."""
    if entry.host is not None:
        return authority(entry.host, entry.port)
    return "every host" if entry.port is None else f"every host, port {entry.port}"


def document(found: Authority) -> Document:
    """Return an element of what `ca list --json` prints; a null host is every host."""
    entry = found.entry
    anywhere = entry.host is None and entry.port is None
    fault = found.fault
    return {
        "file": entry.file,
        "enabled": entry.enabled,
        "host": entry.host,
        "port": "*" if anywhere else records.effective_port(entry.port),
        "certificates": [records.certificate_document(each) for each in found.certificates],
        "problems": [{"code": fault.code, "message": fault.message}] if fault else [],
    }


def _is_called(entry: CaEntry, text: str) -> bool:
    named, kept = material.expand(text), material.expand(entry.file)
    return text == entry.file or named.absolute() == kept.absolute() or text == kept.name
