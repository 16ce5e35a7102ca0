"""Whether a certificate fits what a server says it accepts, known before it is shown to anybody."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from workbench.doctor.case import Ours, read
from workbench.engine import Ticket
from workbench.models import TlsVersion

_CURVES: Final = {
    "EC-P-256": "ecdsa_secp256r1_sha256",
    "EC-P-384": "ecdsa_secp384r1_sha384",
    "EC-P-521": "ecdsa_secp521r1_sha512",
}


def issuer_fits(issuers: Collection[str], accepted: Collection[str]) -> bool | None:
    """Tell whether one of a chain's issuers is accepted; an empty list means any (RFC 8446 §4.2.4, RFC 5246 §7.4.4)."""
    if not accepted:
        return True
    return any(issuer in accepted for issuer in issuers) if issuers else None


def algorithm_fits(key_type: str | None, algorithms: Collection[str], version: TlsVersion) -> bool | None:
    """Tell whether a key can sign in one of the algorithms; None where that is not known.

    TLS 1.3 binds each ECDSA algorithm to its curve, and wants PSS of RSA (RFC 8446 §4.2.3).
    """
    if key_type is None or not algorithms:
        return None
    if version == "TLSv1.3" and key_type in _CURVES:
        return _CURVES[key_type] in algorithms
    wanted = _beginning(key_type, version)
    return any(algorithm.startswith(wanted) for algorithm in algorithms) if wanted else None


def _beginning(key_type: str, version: TlsVersion) -> str | None:
    family = key_type.partition("-")[0]
    rsa = "rsa_pss_rsae_" if version == "TLSv1.3" else "rsa_"
    return {"RSA": rsa, "EC": "ecdsa_", "Ed25519": "ed25519", "Ed448": "ed448"}.get(family)


def others(ticket: Ticket, accepted: Sequence[str], chosen: str | None, now: datetime) -> Iterator[Ours]:
    """Yield the enabled entries, but for the one chosen, whose issuers a server accepts by name. Blocks.

    Those are only named to the person; none of them is shown to any server here.
    """
    if not accepted:
        return
    for entry in ticket.settings.certificates:
        if entry.enabled and entry.id != chosen:
            ours = read(ticket, entry, now)
            if issuer_fits(ours.issuers, accepted):
                yield ours
