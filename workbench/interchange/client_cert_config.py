"""The file for `bru run --client-cert-config FILE`: JSON, what bruno.json has under `clientCertificates`.

Relative paths count from the collection, which `bru run` is started in, wherever this file is.
"""

from __future__ import annotations

from typing import Final

from workbench.interchange import bruno
from workbench.interchange.rows import Listing

NAME: Final = "client-cert-config"
TITLE: Final = "Bruno's --client-cert-config"


def recognises(document: object) -> bool:
    """Tell whether a JSON document is such a file."""
    return isinstance(document, dict) and "certs" in document and "clientCertificates" not in document


def read(document: object) -> Listing:
    """Read the file; raises ListingError."""
    return bruno.listing(document, "", name=NAME, title=TITLE, base="cwd")
