"""Insomnia's certificates in an export: version 4 (JSON, or YAML) and version 5 (YAML).

Version 4, Insomnia's models `ClientCertificate` and `CaCertificate`: resources with `_type` client_certificate {host,
cert, key, pfx, passphrase, disabled} and ca_certificate {path, disabled}. Version 5, the schema of its import: a list
`certificates` of CAs; where one names a host it is read as a client certificate. A host without port is for 443, `*`
is any text, and where several match each one's files take the place of the one before. Relative paths count from
where Insomnia was started; the file's own folder is the better guess for a file that was handed on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from workbench.interchange import drafts
from workbench.interchange.drafts import Draft, Item, ItemFault
from workbench.interchange.rows import Listing, Row
from workbench.models import CaEntry

NAME: Final = "insomnia"
TITLE: Final = "an Insomnia export"
_VERSION_5: Final = ("insomnia.rest/5", "insomnia/5")
_CLIENT, _CA = "client_certificate", "ca_certificate"


def recognises(document: object) -> bool:
    """Tell whether a document is an export of either version."""
    if not isinstance(document, dict):
        return False
    kind = document.get("type")
    if isinstance(kind, str) and any(ending in kind for ending in _VERSION_5):
        return True
    return isinstance(document.get("resources"), list) and (
        "__export_format" in document or document.get("_type") == "export"
    )


def read(document: object) -> Listing:
    """Read the certificates of an export; raises ListingError."""
    values = document if isinstance(document, dict) else {}
    if "resources" in values:
        found = drafts.items(values["resources"], "resources")
        rows = drafts.bounded(row for at, item in enumerate(found) for row in _resource(f"resources[{at}]", item))
    else:
        found = drafts.items(values.get("certificates"), "certificates")
        rows = drafts.bounded(_version_5(f"certificates[{at}]", item) for at, item in enumerate(found))
    return Listing(format=NAME, title=TITLE, rows=rows, precedence="last", base="file")


def _resource(place: str, item: object) -> tuple[Row, ...]:
    kind = item.get("_type") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(kind, str):
        return ()
    match kind.casefold().replace(" ", "_").replace("clientcertificate", _CLIENT).replace("cacertificate", _CA):
        case "client_certificate":
            return (_client(place, item),)
        case "ca_certificate":
            return (_ca(place, item),)
    return ()


def _version_5(place: str, item: object) -> Row:
    if not isinstance(item, dict):
        return drafts.unread(place, "It is no mapping with a path: left out.")
    return _client(place, item) if "host" in item else _ca(place, item)


def _client(place: str, item: Item) -> Row:
    try:
        draft = Draft(
            place=place,
            host_key="host",
            host=drafts.text(item, "host"),
            cert=drafts.text(item, "cert"),
            key=drafts.text(item, "key"),
            pfx=drafts.text(item, "pfx"),
            passphrase=drafts.text(item, "passphrase"),
            enabled=not drafts.flag(item, "disabled", False),
        )
    except ItemFault as fault:
        return drafts.unread(place, str(fault))
    return _matched(draft)


def _matched(draft: Draft) -> Row:
    bare = draft.host.strip()
    scheme, separator, rest = bare.rpartition("://")
    if separator and scheme.lower() not in ("https", "wss", "grpcs"):
        return Row(where=draft.place, said=draft.host, losses=("Only https gets a certificate: left out.",))
    host, slash, path = (rest if separator else bare).partition("/")
    if slash and path:
        loss = "It is for some paths of the host only; an entry is for all of them: left out."
        return Row(where=draft.place, said=draft.host, losses=(loss,))
    row = replace(drafts.row(replace(draft, host=host)), said=draft.host)
    if row.entry and host.startswith("*") and host[1:2] not in ("", ".", ":"):
        row = row.losing(f"Insomnia sends it to {row.entry.host[1:]} itself too; the entry does not.")
    return row


def _ca(place: str, item: Item) -> Row:
    try:
        path, enabled = drafts.text(item, "path"), not drafts.flag(item, "disabled", False)
    except ItemFault as fault:
        return drafts.unread(place, str(fault))
    if not path:
        return drafts.unread(place, "The CA names no file: left out.")
    if fault_found := drafts.path_fault("the CA", path):
        return drafts.unread(place, fault_found)
    return Row(where=place, said="a CA for every host", ca=CaEntry(file=path, enabled=enabled))
