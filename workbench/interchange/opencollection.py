"""OpenCollection: `config.clientCertificates` of an opencollection.yml, or of a bundled collection.

The OpenCollection schema, v1.0.0, `ClientCertificate`: {domain, type: pem, certificateFilePath, privateKeyFilePath}
or {domain, type: pkcs12, pkcs12FilePath}, each with passphrase and disabled. It does not say how a domain matches;
Bruno, which made the format, matches it as in bruno.json.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from workbench.interchange import bruno, drafts
from workbench.interchange.drafts import Draft, Item, ItemFault
from workbench.interchange.rows import Listing, ListingError, Row

NAME: Final = "opencollection"
TITLE: Final = "an OpenCollection"
_LIST: Final = "config.clientCertificates"


def recognises(document: object) -> bool:
    """Tell whether a document is a collection: it names the version of the format, or has such certificates."""
    if not isinstance(document, dict):
        return False
    config = document.get("config")
    return "opencollection" in document or (isinstance(config, dict) and "clientCertificates" in config)


def read(document: object) -> Listing:
    """Read the collection; raises ListingError."""
    config = document.get("config") if isinstance(document, dict) else None
    if not isinstance(config, dict | None):
        raise ListingError("config", "expected a mapping")
    values = config or {}
    found = drafts.items(values.get("clientCertificates"), _LIST)
    own = (_row(f"{_LIST}[{at}]", item) for at, item in enumerate(found))
    rows = drafts.bounded(chain(own, _of_environments(values.get("environments"))))
    notes = (bruno.BEGINNINGS,) if rows else ()
    return Listing(format=NAME, title=TITLE, rows=rows, precedence="first", base="file", notes=notes)


def _of_environments(environments: object) -> Iterator[Row]:
    for at, environment in enumerate(environments if isinstance(environments, list) else ()):
        held = environment.get("clientCertificates") if isinstance(environment, dict) else None
        for number, item in enumerate(held if isinstance(held, list) else ()):
            domain = item.get("domain") if isinstance(item, dict) else None
            yield Row(
                where=f"config.environments[{at}].clientCertificates[{number}]",
                said=domain if isinstance(domain, str) else "",
                losses=("It is for one environment only; an entry is for all of them: left out.",),
            )


def _row(place: str, item: object) -> Row:
    if not isinstance(item, dict):
        return drafts.unread(place, "It is no mapping with a domain and files: left out.")
    try:
        draft = _draft(place, item)
        kind = drafts.text(item, "type")
    except ItemFault as fault:
        return drafts.unread(place, str(fault))
    if kind not in ("", "pem", "pkcs12"):
        return Row(where=place, said=draft.host, losses=("Its type is neither pem nor pkcs12: left out.",))
    return bruno.domain_row(draft)


def _draft(place: str, item: Item) -> Draft:
    return Draft(
        place=place,
        host_key="domain",
        host=drafts.text(item, "domain"),
        cert=drafts.text(item, "certificateFilePath"),
        key=drafts.text(item, "privateKeyFilePath"),
        pfx=drafts.text(item, "pkcs12FilePath"),
        passphrase=drafts.text(item, "passphrase"),
        enabled=not drafts.flag(item, "disabled", False),
    )
