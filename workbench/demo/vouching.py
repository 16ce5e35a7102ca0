"""Does a chain lead to a root? What a server that lets every handshake pass asks itself afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509.oid import ExtendedKeyUsageOID

_LONGEST = 10


def vouches(root: x509.Certificate, received: Sequence[x509.Certificate], now: datetime) -> bool:
    """Tell whether `received`, leaf first, is in date, meant for clients, and issued under `root`.

    The rest may come in any order. CA flags and path lengths are not looked at: nobody attacks the lab.
    """
    leaf, *others = received
    if not _for_clients(leaf):
        return False
    for _ in range(_LONGEST):
        if not leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc:
            return False
        if leaf == root or _issued_by(leaf, root):
            return True
        above = [other for other in others if other != leaf and _issued_by(leaf, other)]
        if not above:
            return False
        leaf = above[0]
    return False


def _for_clients(leaf: x509.Certificate) -> bool:
    try:
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError:
        return False
    return ExtendedKeyUsageOID.CLIENT_AUTH in purposes


def _issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
