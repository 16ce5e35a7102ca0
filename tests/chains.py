"""Certificates with a fault each, made on the spot, and what OpenSSL says of them in a real handshake."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import TypedDict, Unpack

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
PARTIAL_CHAIN = 0x80000
SERVER = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT = ExtendedKeyUsageOID.CLIENT_AUTH

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def curve_key(curve: ec.EllipticCurve | None = None) -> Key:
    return ec.generate_private_key(curve or ec.SECP256R1())


@cache
def rsa_key(bits: int, which: str = "") -> rsa.RSAPrivateKey:
    del which  # another word, another key
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def name(common: str | None, organization: str = "Example") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization)]
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)] if common else parts)


@dataclass(frozen=True)
class Made:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a certificate is to look like."""

    subject: x509.Name
    issuer: Made | None = None
    issuer_name: x509.Name | None = None
    key: Key | None = None
    start: timedelta = -DAY
    end: timedelta = 90 * DAY
    ca: bool | None = None  # None: no basic constraints
    path_length: int | None = None
    usage: Sequence[str] | None = None
    purposes: Sequence[ObjectIdentifier] | None = None
    names: Sequence[str] = ()
    limits: x509.NameConstraints | None = None
    key_ids: bool = True
    more: Sequence[tuple[x509.ExtensionType, bool]] = ()


def make(wish: Wish) -> Made:
    key = wish.key or curve_key()
    signer = wish.issuer.key if wish.issuer else key
    issuer = wish.issuer.certificate.subject if wish.issuer else wish.subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(wish.subject)
        .issuer_name(wish.issuer_name or issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + wish.start)
        .not_valid_after(NOW + wish.end)
    )
    for extension, critical in _extensions(wish, key, signer):
        builder = builder.add_extension(extension, critical)
    hashed = None if isinstance(signer, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return Made(builder.sign(signer, hashed), key)


def _extensions(wish: Wish, key: Key, signer: Key) -> list[tuple[x509.ExtensionType, bool]]:
    found = list(wish.more)
    if wish.ca is not None:
        found.append((x509.BasicConstraints(ca=wish.ca, path_length=wish.path_length), True))
    if wish.usage is not None:
        found.append((key_usage(*wish.usage), True))
    if wish.purposes is not None:
        found.append((x509.ExtendedKeyUsage(wish.purposes), False))
    if wish.names:
        found.append((x509.SubjectAlternativeName([general_name(text) for text in wish.names]), False))
    if wish.limits is not None:
        found.append((wish.limits, True))
    if wish.key_ids:
        found.append((x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False))
        found.append((x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False))
    return found


def general_name(text: str) -> x509.GeneralName:
    if "@" in text:
        return x509.RFC822Name(text)
    if "://" in text:
        return x509.UniformResourceIdentifier(text)
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def key_usage(*allowed: str) -> x509.KeyUsage:
    every = (
        "digital_signature content_commitment key_encipherment data_encipherment key_agreement "
        "key_cert_sign crl_sign encipher_only decipher_only"
    )
    return x509.KeyUsage(**{one: one in allowed for one in every.split()})


class Dates(TypedDict):
    """When a certificate is valid, counted from now."""

    start: timedelta
    end: timedelta


class Wishes(TypedDict, total=False):
    """The fields of a `Wish` that a caller names."""

    subject: x509.Name
    issuer_name: x509.Name
    key: Key
    start: timedelta
    end: timedelta
    ca: bool | None
    path_length: int | None
    usage: Sequence[str] | None
    purposes: Sequence[ObjectIdentifier] | None
    names: Sequence[str]
    limits: x509.NameConstraints
    key_ids: bool
    more: Sequence[tuple[x509.ExtensionType, bool]]


def root(common: str = "Root", **wishes: Unpack[Wishes]) -> Made:
    usual = Wish(subject=name(common), ca=True, usage=("key_cert_sign",))
    return make(replace(usual, **wishes))


def intermediate(issuer: Made, common: str = "Intermediate", **wishes: Unpack[Wishes]) -> Made:
    usual = Wish(subject=name(common), issuer=issuer, ca=True, usage=("key_cert_sign",))
    return make(replace(usual, **wishes))


def leaf(issuer: Made | None, **wishes: Unpack[Wishes]) -> Made:
    usual = Wish(subject=name("api.test"), issuer=issuer, ca=False, names=("api.test",), purposes=(SERVER,))
    return make(replace(usual, **wishes))


def resigned(made: Made, signer: Key, hashed: hashes.HashAlgorithm) -> Made:
    """Sign an RSA-signed certificate again, with a hash that the builder refuses."""
    assert isinstance(signer, rsa.RSAPrivateKey)
    last = {"sha1": 5, "md5": 4}[hashed.name]
    arc = bytes.fromhex("06092a864886f70d0101")
    tbs = made.certificate.tbs_certificate_bytes.replace(arc + b"\x0b", arc + bytes([last]))
    signature = signer.sign(tbs, padding.PKCS1v15(), hashed)
    algorithm = sequence(arc + bytes([last]) + b"\x05\x00")
    der = sequence(tbs + algorithm + element(0x03, b"\x00" + signature))
    return Made(x509.load_der_x509_certificate(der), made.key)


def altered(made: Made, old: bytes, new: bytes) -> Made:
    """Change octets inside a certificate without signing it again."""
    assert len(old) == len(new)
    assert old in made.der
    return Made(x509.load_der_x509_certificate(made.der.replace(old, new)), made.key)


def sequence(content: bytes) -> bytes:
    return element(0x30, content)


def element(tag: int, content: bytes) -> bytes:
    if len(content) < 0x80:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def pem(key: Key, chain: Sequence[x509.Certificate]) -> bytes:
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain)


@dataclass(frozen=True)
class Said:
    """OpenSSL's verdict on a server's certificate: 0 and "" when it has no fault to find."""

    code: int
    message: str


def ask_openssl(
    chain: Sequence[x509.Certificate],
    key: Key,
    anchors: Sequence[x509.Certificate],
    hostname: str,
    folder: Path,
) -> Said:
    """Shake hands over two memory pipes, the client verifying as the program's contexts do at security level 2."""
    file = folder / "server.pem"
    file.write_bytes(pem(key, chain))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.set_ciphers("ALL:@SECLEVEL=0")
    server.load_cert_chain(file)
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.set_ciphers("DEFAULT:@SECLEVEL=2")
    client.hostname_checks_common_name = False
    client.verify_flags |= ssl.VERIFY_X509_TRUSTED_FIRST | ssl.VerifyFlags(PARTIAL_CHAIN)
    client.verify_flags &= ~ssl.VERIFY_X509_STRICT
    for anchor in anchors:
        client.load_verify_locations(cadata=anchor.public_bytes(Encoding.DER))
    try:
        shake_hands(client, server, hostname)
    except ssl.SSLCertVerificationError as error:
        return Said(error.verify_code, error.verify_message)
    return Said(0, "")


def shake_hands(client: ssl.SSLContext, server: ssl.SSLContext, hostname: str) -> None:
    """Run a handshake between two contexts in memory, and read once behind it; raise what the client raises."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(to_client, to_server, server_hostname=hostname)
    theirs = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(6):
        with suppress(ssl.SSLWantReadError):
            ours.do_handshake()
        with suppress(ssl.SSLError):  # the server's own view; its alert still goes out
            theirs.do_handshake()
    with suppress(ssl.SSLWantReadError):
        ours.read(1)
