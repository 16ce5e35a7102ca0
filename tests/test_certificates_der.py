from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PrivateFormat,
    PublicFormat,
    pkcs7,
)
from hypothesis import given
from hypothesis import strategies as st

from tests.certificate_files import Made, certificate_request, made
from workbench.certificates import der


@pytest.fixture(scope="module")
def alice() -> Made:
    return made("alice")


def test_the_shape_of_every_kind_is_told_from_its_beginning(alice: Made) -> None:
    public = alice.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    shapes: list[tuple[bytes, der.Shape]] = [
        (alice.der, "signed"),
        (certificate_request(alice).public_bytes(Encoding.DER), "signed"),
        (alice.key_der(), "key"),
        (alice.key_der("word"), "key"),
        (alice.key_der(form=PrivateFormat.TraditionalOpenSSL), "key"),
        (alice.pfx(), "pkcs12"),
        (alice.pfx("word"), "pkcs12"),
        (pkcs7.serialize_certificates([alice.certificate], Encoding.DER), "pkcs7"),
        (public, "public_key"),
    ]
    for data, shape in shapes:
        assert der.shape(data) == shape
        assert der.shape(data[:-30]) == shape


def test_indefinite_lengths_of_old_exporters_are_understood() -> None:
    assert der.shape(bytes.fromhex("3080020103308006092a864886f70d010701")) == "pkcs12"
    assert der.shape(bytes.fromhex("308006092a864886f70d010702a080")) == "pkcs7"


def test_a_body_that_is_cut_off_counts_as_signed(alice: Made) -> None:
    assert der.shape(alice.der[:40]) == "signed"


def test_a_modulus_with_its_exponent_is_a_public_key_and_the_parameters_of_dh_are_nothing() -> None:
    modulus = "0209" + "00c1" + "5b" * 7
    assert der.shape(bytes.fromhex("3010" + modulus + "0203010001")) == "public_key"
    assert der.shape(bytes.fromhex("300e" + modulus + "020102")) is None
    assert der.shape(bytes.fromhex("3011" + modulus + "020105" + "020100")) is None


def test_other_bytes_have_no_shape(alice: Made) -> None:
    for data in (b"", b"0", b"\x30\x03", alice.pem, b"-----BEGIN", b"\x02\x01\x00", bytes(100)):
        assert der.shape(data) is None


def test_what_follows_the_first_element_is_cut_off(alice: Made) -> None:
    assert der.first(alice.der + b"more") == alice.der
    assert der.first(b"") == b""


@given(st.binary(max_size=64), st.sampled_from([b"", b"\x30", b"\x30\x80", b"\x30\x82", b"\x30\x10\x02"]))
def test_any_bytes_can_be_looked_at(data: bytes, start: bytes) -> None:
    der.shape(start + data)
    assert (start + data).startswith(der.first(start + data))
