"""Who signed what, for every kind of key and hash there is, and what cannot be told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding

from tests.chains import NOW, Key, Made, altered, curve_key, leaf, resigned, root, rsa_key
from workbench.tls import signatures, verdict
from workbench.tls.facts import examine


def signed_by(key: Key) -> tuple[Made, Made]:
    top = root(key=key)
    return leaf(top), top


def rehashed(hashed: hashes.HashAlgorithm) -> tuple[Made, Made]:
    top = root(key=rsa_key(2048, "root"))
    return resigned(leaf(top, key=rsa_key(2048, "leaf")), top.key, hashed), top


def pss() -> tuple[Made, Made]:
    key = rsa_key(2048, "root")
    top = root(key=key)
    plain = leaf(top).certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(plain.subject)
        .issuer_name(plain.issuer)
        .public_key(plain.public_key())
        .serial_number(7)
        .not_valid_before(plain.not_valid_before_utc)
        .not_valid_after(plain.not_valid_after_utc)
    )
    used = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
    return Made(builder.sign(key, hashes.SHA256(), rsa_padding=used), curve_key()), top


KINDS: dict[str, Callable[[], tuple[Made, Made]]] = {
    "P-256": lambda: signed_by(curve_key()),
    "P-384": lambda: signed_by(curve_key(ec.SECP384R1())),
    "RSA": lambda: signed_by(rsa_key(2048, "root")),
    "RSA-PSS": pss,
    "Ed25519": lambda: signed_by(ed25519.Ed25519PrivateKey.generate()),
    "SHA-1": lambda: rehashed(hashes.SHA1()),  # noqa: S303
    "MD5": lambda: rehashed(hashes.MD5()),  # noqa: S303
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_is_the_issuer_s_or_it_is_not(kind: str) -> None:
    made, top = KINDS[kind]()
    assert signatures.verifies(made.certificate, examine(top.certificate)) is True
    other = altered(made, b"api.test", b"app.test")
    assert signatures.verifies(other.certificate, examine(top.certificate)) is False


def test_a_signature_of_an_unknown_kind_is_neither_true_nor_false() -> None:
    made, top = signed_by(curve_key())
    odd = unknown_algorithm(made)
    assert signatures.verifies(odd, examine(top.certificate)) is None
    assert not signatures.may_fit(odd, examine(root(key=ed25519.Ed25519PrivateKey.generate()).certificate))


def test_what_cannot_be_told_is_a_finding_other_and_not_a_bad_signature() -> None:
    made, top = signed_by(curve_key())
    odd = unknown_algorithm(made)
    (found,) = verdict.judge([odd], hostname="api.test", now=NOW, anchors=[top.certificate])
    assert (found.code, found.subject) == ("other", "CN=api.test,O=Example")
    assert "could not be checked here (algorithm 1.2.840.10045.4.3.9)" in found.message


def test_a_signature_fits_keys_of_its_own_kind_only() -> None:
    by_curve, curve = signed_by(curve_key())
    by_rsa, rsa_top = signed_by(rsa_key(2048, "root"))
    assert signatures.may_fit(by_curve.certificate, examine(curve.certificate))
    assert not signatures.may_fit(by_curve.certificate, examine(rsa_top.certificate))
    assert not signatures.may_fit(by_rsa.certificate, examine(curve.certificate))


def unknown_algorithm(made: Made) -> x509.Certificate:
    """Name ecdsa-with-SHA256 by an identifier that nobody has: 1.2.840.10045.4.3.9."""
    arc = bytes.fromhex("06082a8648ce3d0403")
    return altered(made, arc + b"\x02", arc + b"\x09").certificate
