"""A certificate authority in memory: a root, intermediates under it, and leafs of every kind on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from workbench.demo.issued import Issued, PrivateKey, PublicKey

KeyKind = Literal["EC-P-256", "EC-P-384", "Ed25519", "RSA-1024", "RSA-2048"]
Use = Literal["client", "server", "both", "any"]

_USES: dict[Use, tuple[x509.ObjectIdentifier, ...]] = {
    "client": (ExtendedKeyUsageOID.CLIENT_AUTH,),
    "server": (ExtendedKeyUsageOID.SERVER_AUTH,),
    "both": (ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH),
    "any": (),
}
_KEY_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
_CURVES = {"EC-P-256": ec.SECP256R1, "EC-P-384": ec.SECP384R1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a leaf is to say. Dates absent mean: from an hour ago, for a year; `use` any: no key purpose."""

    common_name: str
    dns: tuple[str, ...] = ()
    more_names: tuple[x509.GeneralName, ...] = ()
    use: Use = "client"
    not_before: datetime | None = None
    not_after: datetime | None = None
    key: KeyKind = "EC-P-256"
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
        builder = _as_ca(builder, private.public_key(), path_length=None)
        return cls(Issued(certificate=builder.sign(private, _digest(private)), key=private))

    def intermediate(self, name: str, key: KeyKind = "EC-P-256") -> Authority:
        """Make a CA under this one that may issue leafs only."""
        private = make_key(key)
        builder = _as_ca(self._start(_name(name), private, _ca_period()), private.public_key(), path_length=0)
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
        builder = self._start(_name(order.common_name), private, _period(order))
        builder = _as_leaf(builder, order)
        if order.key_identifiers:
            builder = builder.add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self._issued.key.public_key()), False
            )
        return self._finish(builder, private)

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
    subject = _name(order.common_name)
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


def _as_ca(builder: x509.CertificateBuilder, key: PublicKey, path_length: int | None) -> x509.CertificateBuilder:
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _as_leaf(builder: x509.CertificateBuilder, order: Order) -> x509.CertificateBuilder:
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_key_usage("digital_signature"), critical=True)
    if purposes := _USES[order.use]:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    names = [*(x509.DNSName(host) for host in order.dns), *order.more_names]
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder


def _key_usage(*granted: str) -> x509.KeyUsage:
    return x509.KeyUsage(**{usage: usage in granted for usage in _KEY_USAGES})


def _digest(key: PrivateKey) -> hashes.SHA256 | None:
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
