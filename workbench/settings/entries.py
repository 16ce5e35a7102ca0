"""One `[[certificates]]` or `[[ca]]` entry, from its table, its host in normal form."""

from __future__ import annotations

from dataclasses import fields

from workbench.certificates import printed
from workbench.certificates.hosts import HostError, typed_host
from workbench.documents import Table
from workbench.models import CaEntry, CertificateEntry, Port, Seen
from workbench.settings.schema import COMMAND_ID, name_fault

CERTIFICATE_KEYS = frozenset(item.name for item in fields(CertificateEntry))
CA_KEYS = frozenset(item.name for item in fields(CaEntry))
_HIGHEST_PORT = 65535


def certificate(table: Table) -> CertificateEntry:
    """Read one certificate; its id is empty where the file gives none."""
    table.required("host")
    host, port = _host(table)
    _check_files(table)
    return CertificateEntry(
        id=_id(table),
        name=_name(table),
        host=host or "",
        port=port,
        cert_file=table.filled("cert_file", None),
        key_file=table.filled("key_file", None),
        pfx_file=table.filled("pfx_file", None),
        ca_file=table.filled("ca_file", None),
        passphrase=_passphrase(table),
        enabled=table.flag("enabled", True),
        added=table.moment("added"),
        seen=_seen(table),
    )


def ca(table: Table) -> CaEntry:
    """Read one CA file with the hosts it is for."""
    host, port = _host(table)
    return CaEntry(file=table.required("file"), enabled=table.flag("enabled", True), host=host, port=port)


def _host(table: Table) -> tuple[str | None, Port]:
    typed = table.filled("host", None)
    port = _port(table)
    if typed is None:
        return None, port
    try:
        host, port = typed_host(typed, port)
    except HostError as fault:
        raise table.fault("host", str(fault)) from None
    return host, port


def _port(table: Table) -> Port:
    value = table.values.get("port")
    if value is None or value == "*":
        return None if value is None else "*"
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _HIGHEST_PORT:
        raise table.other("port", 'an integer from 1 to 65535 without quotes, or "*"')
    return value


def _id(table: Table) -> str:
    text = table.filled("id", "")
    if text == COMMAND_ID:
        raise table.fault("id", f'expected another id: "{COMMAND_ID}" is the certificate of a command line')
    if any(letter.isspace() for letter in text):
        raise table.fault("id", "expected an id without blanks; take the line out to be given one")
    return text


def _name(table: Table) -> str | None:
    name = table.text("name", None)
    if name is not None and (fault := name_fault(name)):
        raise table.fault("name", fault)
    return name


def _passphrase(table: Table) -> str | None:
    kept = table.text("passphrase", None, secret=True)
    if kept is not None and printed.is_command(kept):
        try:
            printed.words(printed.command_of(kept))
        except printed.CommandFault as fault:
            raise table.fault("passphrase", f'{fault}; behind "{printed.PREFIX}" stands a command') from None
    return kept


def _check_files(table: Table) -> None:
    pair = [key for key in ("cert_file", "key_file") if key in table.values]
    if "pfx_file" in table.values:
        if pair:
            raise table.fault(pair[0], "expected either cert_file and key_file, or pfx_file alone, found both")
    elif "cert_file" not in table.values:
        raise table.fault("cert_file", "expected cert_file and key_file, or pfx_file, found neither")


def _seen(table: Table) -> Seen | None:
    if "seen" not in table.values:
        return None
    seen = table.table("seen")
    not_after = seen.moment("not_after")
    if not_after is None:
        raise seen.fault("not_after", "expected a date and time, found nothing; take all of seen out")
    subject = seen.text("subject", None)  # a certificate may have an empty one
    if subject is None:
        subject = seen.required("subject")
    return Seen(subject=subject, not_after=not_after, sha256=seen.required("sha256"))
