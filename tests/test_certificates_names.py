from __future__ import annotations

import ipaddress
import warnings

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x448, x25519
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import NameOID, ObjectIdentifier

from tests.certificate_files import NOW, made
from workbench.certificates import names


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def renamed(der: bytes, old: bytes, new: bytes) -> x509.Certificate:
    """Return a certificate with bytes exchanged: its signature is then wrong, which names do not mind."""
    assert len(old) == len(new) and old in der
    return x509.load_der_x509_certificate(der.replace(old, new))


def test_names_are_rfc_4514_strings() -> None:
    ca = made("Example CA, Inc.")
    leaf = made("alice", by=ca).certificate
    assert names.subject(leaf) == "CN=alice"
    assert names.issuer(leaf) == r"CN=Example CA\, Inc."


def test_serial_and_hash_are_lower_case_hex() -> None:
    leaf = made("alice").certificate
    assert int(names.serial(leaf), 16) == leaf.serial_number
    assert names.serial(leaf) == names.serial(leaf).lower()
    assert len(names.sha256(leaf)) == 64
    assert ":" not in names.sha256(leaf)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (ec.generate_private_key(ec.SECP256R1()), "EC-P-256"),
        (ec.generate_private_key(ec.SECP384R1()), "EC-P-384"),
        (ec.generate_private_key(ec.SECP521R1()), "EC-P-521"),
        (ec.generate_private_key(ec.SECP256K1()), "EC-secp256k1"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
        (ed448.Ed448PrivateKey.generate(), "Ed448"),
        (x25519.X25519PrivateKey.generate(), "X25519"),
        (x448.X448PrivateKey.generate(), "X448"),
        (dsa.generate_private_key(1024), "DSA-1024"),  # noqa: S505  quickly made
    ],
)
def test_a_key_type_says_algorithm_and_size(key: PrivateKeyTypes, kind: str) -> None:
    assert names.key_type(key.public_key()) == kind


def test_an_rsa_key_says_its_bits(rsa_key: rsa.RSAPrivateKey) -> None:
    assert names.key_type(rsa_key.public_key()) == "RSA-2048"
    assert names.certificate_key_type(made("alice", key=rsa_key).certificate) == "RSA-2048"


def test_alternative_names_are_plain_values() -> None:
    upn = x509.OtherName(ObjectIdentifier("1.3.6.1.4.1.311.20.2.3"), b"\x0c\x07alice@b")
    other = x509.OtherName(ObjectIdentifier("1.2.3"), b"\x05\x00")
    directory = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "alice")])
    san = x509.SubjectAlternativeName(
        [
            x509.DNSName("a.example"),
            x509.IPAddress(ipaddress.ip_address("10.0.0.1")),
            x509.IPAddress(ipaddress.ip_address("2001:db8::1")),
            x509.RFC822Name("alice@example.test"),
            x509.UniformResourceIdentifier("spiffe://example.test/alice"),
            x509.DirectoryName(directory),
            x509.RegisteredID(ObjectIdentifier("1.2.3.4")),
            upn,
            other,
        ]
    )
    assert names.san(made("alice", extensions=[san]).certificate) == (
        "a.example",
        "10.0.0.1",
        "2001:db8::1",
        "alice@example.test",
        "spiffe://example.test/alice",
        "CN=alice",
        "1.2.3.4",
        "alice@b",
        "1.2.3=#0500",
    )


def test_a_certificate_without_alternative_names_has_none() -> None:
    assert names.san(made("alice").certificate) == ()


def test_extensions_that_cannot_be_read_are_taken_for_absent() -> None:
    san = x509.SubjectAlternativeName([x509.DNSName("a.example")])
    odd = renamed(made("alice", extensions=[san]).der, b"\x82\x09a.example", b"\x83\x09a.example")
    with pytest.raises(ValueError, match="subject_alternative_name"):
        _ = odd.extensions
    assert names.san(odd) == ()
    assert names.subject(odd) == "CN=alice"


def test_a_name_that_cannot_be_read_is_said_to_be_unreadable() -> None:
    odd = renamed(made("alice").der, b"\x0c\x05alice", b"\x0c\x05\xff\xfe\xfd\xfc\xfb")
    assert names.subject(odd) == names.UNREADABLE
    assert names.describe(odd).issuer == names.UNREADABLE


def test_a_key_that_cannot_be_read_is_named_by_its_algorithm() -> None:
    curve = bytes.fromhex("06082a8648ce3d030107")
    odd = renamed(made("alice").der, curve, bytes.fromhex("06082a8648ce3d030177"))
    assert names.public_key(odd) is None
    assert names.certificate_key_type(odd) == "1.2.840.10045.2.1"


def test_odd_certificates_warn_nobody() -> None:
    der = made("alice").der
    serial = x509.load_der_x509_certificate(der).serial_number
    encoded = serial.to_bytes((serial.bit_length() + 8) // 8, "big")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with names.quiet():
            negative = renamed(der, encoded, b"\x81" + encoded[1:])
        long_country = renamed(der, b"\x55\x04\x03", b"\x55\x04\x06")
        assert names.serial(negative).startswith("-")
        assert names.describe(long_country).subject == "C=alice"
    assert heard == []


def test_the_issuers_of_a_chain_are_named_once_from_the_leaf_upwards() -> None:
    root = made("root", ca=True)
    middle = made("middle", by=root, ca=True)
    leaf = made("leaf", by=middle)
    chain = (middle.certificate, root.certificate)
    assert names.issuer_names(leaf.certificate, chain) == ("CN=middle", "CN=root")


def test_a_description_holds_what_documents_show() -> None:
    leaf = made("alice", extensions=[x509.SubjectAlternativeName([x509.DNSName("a.example")])])
    shown = names.describe(leaf.certificate)
    assert (shown.subject, shown.issuer, shown.key_type) == ("CN=alice", "CN=alice", "EC-P-256")
    assert shown.san == ("a.example",)
    assert shown.not_before < NOW < shown.not_after
    assert shown.not_after.tzinfo is not None
