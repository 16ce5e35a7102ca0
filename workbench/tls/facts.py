"""What a certificate says, read once and without ever raising: what cannot be read is listed, in words."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import datetime
from functools import lru_cache
from typing import Final, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from workbench.certificates import names
from workbench.nouns import dataclass
from workbench.tls import der, distinguished
from workbench.tls.distinguished import Name
from workbench.tls.octets import WireError

UNREADABLE: Final = (*names.ODD, OverflowError, WireError)
"""What reading a field of a loaded certificate raises when it turns out to be odd."""

_E = TypeVar("_E", bound=x509.ExtensionType)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class NamePair:
    """The subject, and the keys under which subject and issuer meet equal names."""

    subject: Name
    subject_key: Hashable
    issuer_key: Hashable


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The fields of one certificate that a verdict needs; `unread` says in words what could not be read.

    None means absent, or not readable: `extensions_read` tells the two apart for what comes from extensions.
    """

    certificate: x509.Certificate
    names: NamePair
    period: tuple[datetime, datetime] | None
    key: CertificatePublicKeyTypes | None
    extensions_read: bool
    constraints: x509.BasicConstraints | None
    key_usage: x509.KeyUsage | None
    extended_key_usage: frozenset[x509.ObjectIdentifier] | None
    netscape_type: bytes | None
    alternative_names: tuple[x509.GeneralName, ...]
    name_constraints: x509.NameConstraints | None
    subject_key_id: bytes | None
    authority_key_id: x509.AuthorityKeyIdentifier | None
    issuer_url: str | None
    unknown_critical: tuple[str, ...]
    unread: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The subject as an RFC 4514 string, read when it is wanted."""
        return _subject(self.certificate)

    @property
    def self_issued(self) -> bool:
        """Whether subject and issuer are the same name."""
        return self.names.subject_key == self.names.issuer_key


@lru_cache(maxsize=256)  # a CA is met at every server below it, and a server at every send
def examine(certificate: x509.Certificate) -> Facts:
    """Read a certificate; never raise or warn for what stands in it."""
    with names.quiet():
        return _examine(certificate)


def _examine(certificate: x509.Certificate) -> Facts:
    unread: list[str] = []
    pair = _read(lambda: _names(certificate), "its names", unread)
    period = _read(lambda: (certificate.not_valid_before_utc, certificate.not_valid_after_utc), "its dates", unread)
    key = _read(certificate.public_key, "its public key", unread)
    extensions = _read(lambda: certificate.extensions, "its extensions", unread)
    found = _Extensions(extensions if extensions is not None else x509.Extensions([]))
    alternatives = found.value(x509.SubjectAlternativeName)
    usages = found.value(x509.ExtendedKeyUsage)
    return Facts(
        certificate=certificate,
        names=pair or _unreadable_names(certificate),
        period=period,
        key=key,
        extensions_read=extensions is not None,
        constraints=found.value(x509.BasicConstraints),
        key_usage=found.value(x509.KeyUsage),
        extended_key_usage=None if usages is None else frozenset(usages),
        netscape_type=found.netscape_type(),
        alternative_names=() if alternatives is None else tuple(alternatives),
        name_constraints=found.value(x509.NameConstraints),
        subject_key_id=found.subject_key_id(),
        authority_key_id=found.value(x509.AuthorityKeyIdentifier),
        issuer_url=found.issuer_url(),
        unknown_critical=found.unknown_critical(),
        unread=tuple(unread),
    )


def subject_key(certificate: x509.Certificate) -> Hashable:
    """Return the key under which a certificate's subject meets the issuer of another."""
    try:
        return _name(der.names_of(certificate.tbs_certificate_bytes)[0])[1]
    except UNREADABLE:
        return _unreadable_names(certificate).subject_key


class _Extensions:
    """The extensions by class: asking `x509.Extensions` itself for an absent one costs an exception each."""

    _NETSCAPE_TYPE: Final = x509.ObjectIdentifier("2.16.840.1.113730.1.1")
    _KNOWN: Final = frozenset(
        {
            _NETSCAPE_TYPE,
            ExtensionOID.KEY_USAGE,
            ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
            ExtensionOID.BASIC_CONSTRAINTS,
            ExtensionOID.CERTIFICATE_POLICIES,
            ExtensionOID.CRL_DISTRIBUTION_POINTS,
            ExtensionOID.EXTENDED_KEY_USAGE,
            ExtensionOID.POLICY_CONSTRAINTS,
            ExtensionOID.NAME_CONSTRAINTS,
            ExtensionOID.POLICY_MAPPINGS,
            ExtensionOID.INHIBIT_ANY_POLICY,
            ExtensionOID.OCSP_NO_CHECK,
            x509.ObjectIdentifier("1.3.6.1.5.5.7.1.7"),  # RFC 3779 address blocks
            x509.ObjectIdentifier("1.3.6.1.5.5.7.1.8"),
            x509.ObjectIdentifier("1.3.6.1.5.5.7.1.14"),  # RFC 3820 proxies
        }
    )

    def __init__(self, extensions: x509.Extensions) -> None:
        self._critical = [e.oid for e in extensions if e.critical]
        self._values = {e.oid: e.value for e in extensions}

    def value(self, kind: type[_E]) -> _E | None:
        found = self._values.get(kind.oid)
        return found if isinstance(found, kind) else None

    def netscape_type(self) -> bytes | None:
        found = self._values.get(self._NETSCAPE_TYPE)
        return found.value if isinstance(found, x509.UnrecognizedExtension) else None

    def subject_key_id(self) -> bytes | None:
        found = self.value(x509.SubjectKeyIdentifier)
        return None if found is None else found.digest

    def issuer_url(self) -> str | None:
        for access in self.value(x509.AuthorityInformationAccess) or ():
            where = access.access_location
            if access.access_method == AuthorityInformationAccessOID.CA_ISSUERS:
                return where.value if isinstance(where, x509.UniformResourceIdentifier) else None
        return None

    def unknown_critical(self) -> tuple[str, ...]:
        return tuple(oid.dotted_string for oid in self._critical if oid not in self._KNOWN)


def _read(field: Callable[[], _T], what: str, unread: list[str]) -> _T | None:
    try:
        return field()
    except UNREADABLE as error:
        unread.append(f"{what} cannot be read ({str(error) or type(error).__name__})")
        return None


@lru_cache(maxsize=256)  # every finding about a certificate says it twice
def _subject(certificate: x509.Certificate) -> str:
    return names.subject(certificate)


def _names(certificate: x509.Certificate) -> NamePair:
    subject, issuer = der.names_of(certificate.tbs_certificate_bytes)
    name, key = _name(subject)
    return NamePair(name, key, _name(issuer)[1])


@lru_cache(maxsize=1024)  # an issuer's name is its subordinates' too, and the same servers come again
def _name(encoded: bytes) -> tuple[Name, Hashable]:
    name = distinguished.parse(encoded)
    return name, distinguished.key(name)


def _unreadable_names(certificate: x509.Certificate) -> NamePair:
    alone = certificate.signature  # nobody else's name: an unreadable one must not meet another unreadable one
    return NamePair((), (alone, "subject"), (alone, "issuer"))
