"""The order of certificates from a leaf up to the last issuer at hand, whatever the order they came in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from workbench.certificates import names
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A leaf, its issuers nearest first, and the certificates that came along and issued none of them."""

    leaf: x509.Certificate
    issuers: tuple[x509.Certificate, ...] = ()
    unlinked: tuple[x509.Certificate, ...] = ()


def order(leaf: x509.Certificate, others: Iterable[x509.Certificate]) -> Chain:
    """Climb from `leaf`; among several issuers of one certificate the one that lasts longest is taken."""
    rest = [certificate for certificate in dict.fromkeys(others) if certificate != leaf]
    issuers: list[x509.Certificate] = []
    lowest = leaf
    while not is_self_issued(lowest) and (above := _issuer(lowest, rest)) is not None:
        issuers.append(above)
        rest.remove(above)
        lowest = above
    return Chain(leaf=leaf, issuers=tuple(issuers), unlinked=tuple(rest))


def bottom(certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    """Return the first of them that issued no other one: the leaf, where no key tells which it is."""
    above = {_folded_issuer(certificate) for certificate in certificates if not is_self_issued(certificate)}
    return next(
        (certificate for certificate in certificates if _folded_subject(certificate) not in above),
        certificates[0],
    )


def topmost(presented: Sequence[x509.Certificate]) -> x509.Certificate:
    """Return the highest certificate that the first one, the leaf, leads up to; at least one is needed."""
    climbed = order(presented[0], presented[1:])
    return climbed.issuers[-1] if climbed.issuers else climbed.leaf


def is_self_issued(certificate: x509.Certificate) -> bool:
    """Tell whether subject and issuer are the same, as in a root."""
    return _folded_subject(certificate) == _folded_issuer(certificate)


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether `issuer` signed it; one that cannot be checked (SHA-1, say) is taken on the name."""
    if _folded_issuer(certificate) != _folded_subject(issuer):
        return False
    try:
        with names.quiet():
            certificate.verify_directly_issued_by(issuer)
    except InvalidSignature:
        return False
    except names.ODD:
        return True
    return True


def _issuer(certificate: x509.Certificate, among: Iterable[x509.Certificate]) -> x509.Certificate | None:
    found = [issuer for issuer in among if issued_by(certificate, issuer)]
    return max(found, key=lambda issuer: issuer.not_valid_after_utc, default=None)


def _folded_subject(certificate: x509.Certificate) -> Hashable:
    try:
        with names.quiet():
            return _folded(certificate.subject)
    except names.ODD:
        return ("subject", names.sha256(certificate))  # equal to no other name


def _folded_issuer(certificate: x509.Certificate) -> Hashable:
    try:
        with names.quiet():
            return _folded(certificate.issuer)
    except names.ODD:
        return ("issuer", names.sha256(certificate))


def _folded(name: x509.Name) -> Hashable:
    """Return what two names have in common when RFC 5280 §7.1 takes them for equal."""
    return tuple(frozenset((part.oid, _value(part.value)) for part in rdn) for rdn in name.rdns)


def _value(value: str | bytes) -> str | bytes:
    return value if isinstance(value, bytes) else " ".join(value.lower().split())
