"""A certificate authority in memory: a root, intermediates under it, and leafs of every kind on request."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from workbench.demo import extensions, old_signature
from workbench.demo.extensions import Extension, Use
from workbench.demo.issued import Issued, PrivateKey
from workbench.nouns import dataclass

KeyKind = Literal["EC-P-256", "EC-P-384", "Ed25519", "RSA-1024", "RSA-2048"]

_CURVES = {"EC-P-256": ec.SECP256R1, "EC-P-384": ec.SECP384R1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a leaf is to say. Dates absent mean: from an hour ago, for a year; `use` any: no key purpose.

    Without a common name the subject is only the organization, if there is one. `issuer_url` says where the
    issuer's certificate is to be had.
    """

    common_name: str
    organization: str = ""
    dns: tuple[str, ...] = ()
    more_names: tuple[x509.GeneralName, ...] = ()
    use: Use = "client"
    not_before: datetime | None = None
    not_after: datetime | None = None
    key: KeyKind = "EC-P-256"
    key_identifiers: bool = True
    issuer_url: str | None = None
    sha1: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """What an intermediate may do: issue leafs only unless `path_length` says otherwise, for any host and use.

    Dates absent mean: from three years ago, for ten; `permitted` names the only hosts it may certify.
    """

    path_length: int | None = 0
    permitted: tuple[str, ...] = ()
    not_before: datetime | None = None
    not_after: datetime | None = None
    key_identifiers: bool = True


class Authority:
    """A CA that issues leafs and intermediates; its keys live only as long as the object."""

    def __init__(self, issued: Issued) -> None:
        self._issued = issued

    @classmethod
    def root(cls, name: str, key: KeyKind = "EC-P-256") -> Authority:
        """Make a self-signed root whose common name is `name`."""
        private = make_key(key)
        builder = _certificate(_name(name), private, _ca_period()).issuer_name(_name(name))
        builder = _with(builder, *extensions.of_ca(None), extensions.own_key(private.public_key()))
        return cls(Issued(certificate=builder.sign(private, _digest(private)), key=private))

    def intermediate(self, name: str, key: KeyKind = "EC-P-256", charter: Charter | None = None) -> Authority:
        """Make a CA under this one, by its charter or the usual one."""
        private, charter = make_key(key), charter or Charter()
        start, end = _ca_period()
        builder = self._start(_name(name), private, (charter.not_before or start, charter.not_after or end))
        builder = _with(builder, *extensions.of_ca(charter.path_length, charter.permitted))
        if charter.key_identifiers:
            builder = _with(builder, extensions.own_key(private.public_key()))
        return Authority(self._finish(builder, private))

    @property
    def certificate(self) -> x509.Certificate:
        """The CA's own certificate."""
        return self._issued.certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """What a leaf of this CA has to bring along: nothing under a root, this CA and up otherwise."""
        if self.certificate.issuer == self.certificate.subject:
            return ()
        return (self.certificate, *self._issued.chain)

    def issue(self, order: Order) -> Issued:
        """Issue a leaf with a key of its own."""
        private = make_key(order.key)
        builder = _as_leaf(self._start(_subject(order), private, _period(order)), order)
        if order.key_identifiers:
            builder = _with(builder, extensions.issuers_key(self._issued.key.public_key()))
        issued = self._finish(builder, private)
        if order.sha1:
            return replace(issued, certificate=old_signature.signed(issued.certificate, self._issued.key))
        return issued

    def revocation_list(self, *revoked: x509.Certificate) -> x509.CertificateRevocationList:
        """Make a list, valid for a week, of what this CA has taken back (RFC 5280 §5)."""
        now = _now() - timedelta(hours=1)
        builder = x509.CertificateRevocationListBuilder(self.certificate.subject, now, now + timedelta(days=7))
        for certificate in revoked:
            entry = x509.RevokedCertificateBuilder(certificate.serial_number, now).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self._issued.key, _digest(self._issued.key))

    def _start(
        self, subject: x509.Name, private: PrivateKey, period: tuple[datetime, datetime]
    ) -> x509.CertificateBuilder:
        return _certificate(subject, private, period).issuer_name(self.certificate.subject)

    def _finish(self, builder: x509.CertificateBuilder, private: PrivateKey) -> Issued:
        signed = builder.sign(self._issued.key, _digest(self._issued.key))
        return Issued(certificate=signed, key=private, chain=self.chain)


def self_signed(order: Order) -> Issued:
    """Make a leaf that nobody vouches for but itself."""
    private = make_key(order.key)
    subject = _subject(order)
    builder = _as_leaf(_certificate(subject, private, _period(order)).issuer_name(subject), order)
    return Issued(certificate=builder.sign(private, _digest(private)), key=private)


def make_key(kind: KeyKind) -> PrivateKey:
    """Make a private key; the elliptic ones take a tenth of a millisecond, RSA some tens."""
    match kind:
        case "EC-P-256" | "EC-P-384":
            return ec.generate_private_key(_CURVES[kind]())
        case "Ed25519":
            return ed25519.Ed25519PrivateKey.generate()
        case "RSA-1024":
            return rsa.generate_private_key(65537, 1024)  # noqa: S505  weak on purpose: tests want one
        case "RSA-2048":
            return rsa.generate_private_key(65537, 2048)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _subject(order: Order) -> x509.Name:
    parts = ((NameOID.ORGANIZATION_NAME, order.organization), (NameOID.COMMON_NAME, order.common_name))
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def _period(order: Order) -> tuple[datetime, datetime]:
    now = _now()
    start = order.not_before or now - timedelta(hours=1)
    return start, order.not_after or max(start, now) + timedelta(days=365)


def _ca_period() -> tuple[datetime, datetime]:
    return _now() - timedelta(days=3 * 365), _now() + timedelta(days=7 * 365)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _certificate(subject: x509.Name, private: PrivateKey, period: tuple[datetime, datetime]) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(period[0])
        .not_valid_after(period[1])
    )


def _as_leaf(builder: x509.CertificateBuilder, order: Order) -> x509.CertificateBuilder:
    names = (*(x509.DNSName(host) for host in order.dns), *order.more_names)
    return _with(builder, *extensions.of_leaf(order.use, names, order.issuer_url))


def _with(builder: x509.CertificateBuilder, *added: Extension) -> x509.CertificateBuilder:
    for extension, critical in added:
        builder = builder.add_extension(extension, critical)
    return builder


def _digest(key: PrivateKey) -> hashes.SHA256 | None:
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
