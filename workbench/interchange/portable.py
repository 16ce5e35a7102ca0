"""Our own list to carry elsewhere: TOML with [[certificates]] and [[ca]] as settings.toml has them, without secrets.

Ids, what was seen in the files, and sealed passphrases stay behind: they mean nothing on another machine. Where an
entry needs a passphrase it says "ask". A settings.toml is read in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain
from typing import Final

from workbench.certificates.hosts import HostError, compile_pattern, typed_host
from workbench.documents import toml_text
from workbench.interchange import drafts
from workbench.interchange.drafts import Draft, Item, ItemFault
from workbench.interchange.rows import Listing, Row
from workbench.models import CaEntry, CertificateEntry, Port

NAME: Final = "toml"
TITLE: Final = "a list of Workbench's own"
ASK: Final = "ask"
_BOUND: Final = ("sealed:", "command:")
_HIGHEST_PORT: Final = 65535


def recognises(document: object) -> bool:
    """Tell whether a TOML document is such a list."""
    return isinstance(document, dict) and ("certificates" in document or "ca" in document)


def read(document: object) -> Listing:
    """Read the list; raises ListingError."""
    values = document if isinstance(document, dict) else {}
    entries = drafts.items(values.get("certificates"), "certificates")
    cas = drafts.items(values.get("ca"), "ca")
    listed = (_certificate(f"certificates[{at}]", item) for at, item in enumerate(entries))
    rows = drafts.bounded(chain(listed, (_ca(f"ca[{at}]", item) for at, item in enumerate(cas))))
    return Listing(format=NAME, title=TITLE, rows=rows, precedence="ranked", base="file")


def write(entries: Iterable[CertificateEntry], cas: Iterable[CaEntry]) -> str:
    """Return the list as TOML, in the order in which it ranks; no text of a passphrase is in it."""
    values = {
        "certificates": [_table(entry) for entry in entries],
        "ca": [_said(file=ca.file, host=ca.host, port=ca.port, enabled=None if ca.enabled else False) for ca in cas],
    }
    return toml_text({key: tables for key, tables in values.items() if tables})


def _table(entry: CertificateEntry) -> dict[str, object]:
    return _said(
        name=entry.name,
        host=entry.host,
        port=entry.port,
        cert_file=entry.cert_file,
        key_file=entry.key_file,
        pfx_file=entry.pfx_file,
        ca_file=entry.ca_file,
        passphrase=ASK if entry.passphrase else None,
        enabled=None if entry.enabled else False,
    )


def _said(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}


def _certificate(place: str, item: object) -> Row:
    if not isinstance(item, dict):
        return drafts.unread(place, "It is no table: left out.")
    try:
        draft = _draft(place, item)
    except ItemFault as fault:
        return drafts.unread(place, str(fault))
    return drafts.row(draft)


def _draft(place: str, item: Item) -> Draft:
    draft = Draft(
        place=place,
        host_key="host",
        host=drafts.text(item, "host"),
        port=_port(item),
        name=drafts.text(item, "name"),
        cert=drafts.text(item, "cert_file"),
        key=drafts.text(item, "key_file"),
        pfx=drafts.text(item, "pfx_file"),
        ca=drafts.text(item, "ca_file"),
        passphrase=drafts.text(item, "passphrase"),
        enabled=drafts.flag(item, "enabled", True),
        templated=False,
    )
    if draft.passphrase.startswith(_BOUND):
        kind = "is sealed for another machine" if draft.passphrase.startswith("sealed:") else "comes from a command"
        loss = f"The passphrase {kind}, which is not taken over: it is asked for in each session."
        return replace(draft, passphrase=ASK, losses=(loss,))
    return draft


def _port(item: Item) -> Port:
    value = item.get("port")
    if value is None or value == "*":
        return None if value is None else "*"
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _HIGHEST_PORT:
        raise ItemFault('port is neither a number from 1 to 65535 nor "*": left out.')
    return value


def _ca(place: str, item: object) -> Row:
    if not isinstance(item, dict):
        return drafts.unread(place, "It is no table: left out.")
    try:
        file, enabled = drafts.text(item, "file"), drafts.flag(item, "enabled", True)
        host, port = drafts.text(item, "host") or None, _port(item)
        if host:
            host, port = typed_host(host, port)
            compile_pattern(host)
    except (ItemFault, HostError) as fault:
        return drafts.unread(place, str(fault))
    if fault_found := drafts.path_fault("the CA", file, templated=False):
        return drafts.unread(place, fault_found)
    if not file:
        return drafts.unread(place, "The CA names no file: left out.")
    said = "a CA for every host" if host is None else f"a CA for {host}"
    return Row(where=place, said=said, ca=CaEntry(file=file, enabled=enabled, host=host, port=port))
