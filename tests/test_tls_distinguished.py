"""Distinguished names off the wire read as cryptography writes them, and meet as OpenSSL lets them meet."""

from __future__ import annotations

from contextlib import suppress

import pytest
from cryptography import x509
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from tests.chains import element, root, sequence
from workbench.tls import der, distinguished
from workbench.tls.octets import WireError

OIDS = [
    NameOID.COMMON_NAME,
    NameOID.ORGANIZATION_NAME,
    NameOID.STREET_ADDRESS,
    NameOID.DOMAIN_COMPONENT,
    NameOID.USER_ID,
    NameOID.EMAIL_ADDRESS,
    ObjectIdentifier("2.999.3"),
]
UTF8, PRINTABLE, TELETEX, BMP, INTEGER, BIT_STRING = 0x0C, 0x13, 0x14, 0x1E, 0x02, 0x03

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
kinds = st.sampled_from([_ASN1Type.UTF8String, _ASN1Type.BMPString, _ASN1Type.UniversalString])
attributes = st.builds(
    lambda oid, value, kind: x509.NameAttribute(oid, value, kind),
    st.sampled_from(OIDS),
    texts | st.text(' #\\"+,;<>=\0a', min_size=1, max_size=6),
    kinds,
)
parts = st.lists(attributes, min_size=1, max_size=3, unique_by=lambda a: a.oid).map(x509.RelativeDistinguishedName)


@given(st.lists(parts, max_size=4).map(x509.Name))
def test_a_name_is_written_exactly_as_cryptography_writes_it(name: x509.Name) -> None:
    read = x509.Name(name.rdns).public_bytes()
    wanted = reread(read).rfc4514_string()
    assert distinguished.text(distinguished.parse(read)) == wanted


def reread(encoded: bytes) -> x509.Name:
    """Let cryptography read a DER name, as the subject of a certificate: the order within a SET may change."""
    plain = root().certificate
    tbs = plain.tbs_certificate_bytes
    fields = list(der.elements(der.only(tbs, der.SEQUENCE).content))
    changed = sequence(b"".join(encoded if place == 5 else field.encoded for place, field in enumerate(fields)))
    algorithm = fields[2].encoded
    certificate = sequence(changed + algorithm + element(BIT_STRING, b"\x00" + plain.signature))
    return x509.load_der_x509_certificate(certificate).subject


def name(*values: tuple[int, bytes], oid: bytes = b"\x55\x04\x03") -> bytes:
    """Write a name of common names, each with its string type."""
    pairs = (sequence(element(0x06, oid) + element(tag, value)) for tag, value in values)
    return sequence(b"".join(element(0x31, pair) for pair in pairs))


TEXTS = {
    "text": (name((UTF8, "é".encode())), "CN=é"),
    "Latin-1 called Teletex": (name((TELETEX, b"\xe9")), "CN=é"),
    "text that is not UTF-8": (name((UTF8, b"\xe9")), "CN=#0c01e9"),
    "half a character": (name((BMP, b"\x00")), "CN=#1e0100"),
    "a number": (name((INTEGER, b"\x07")), "CN=#020107"),
    "bits": (name((BIT_STRING, b"\x00\xff")), "CN=#00ff"),
    "nothing": (name((UTF8, b"")), "CN="),
    "no parts": (name(), ""),
    "the most specific first": (name((UTF8, b"a"), (UTF8, b"b")), "CN=b,CN=a"),
    "an unknown type": (name((UTF8, b"a"), oid=b"\x88\x37\x03"), "2.999.3=a"),
    "a huge arc": (name((UTF8, b"a"), oid=b"\x2a" + b"\xff" * 30 + b"\x7f"), f"1.2.{2**217 - 1}=a"),
}


@pytest.mark.parametrize("which", TEXTS)
def test_odd_values_have_a_text_too(which: str) -> None:
    encoded, wanted = TEXTS[which]
    assert distinguished.text(distinguished.parse(encoded)) == wanted


EQUAL = [
    ((UTF8, b"Example CA"), (PRINTABLE, b"Example CA"), True),
    ((UTF8, b"Example CA"), (UTF8, b"  example   ca "), True),
    ((UTF8, b"Example CA"), (BMP, "Example CA".encode("utf-16-be")), True),
    ((UTF8, b"Example CA"), (UTF8, b"ExampleCA"), False),
    ((UTF8, "É".encode()), (UTF8, "é".encode()), False),
    ((UTF8, b"7"), (INTEGER, b"7"), False),
]


@pytest.mark.parametrize(("one", "other", "equal"), EQUAL)
def test_names_meet_whatever_their_case_spaces_and_string_types(
    one: tuple[int, bytes], other: tuple[int, bytes], equal: bool
) -> None:
    keys = [distinguished.key(distinguished.parse(name(value))) for value in (one, other)]
    assert (keys[0] == keys[1]) is equal


BAD = [
    b"",
    b"\x30",
    b"\x30\x80\x00\x00",
    b"\x30\x85\x00\x00\x00\x00\x00",
    b"\x30\x01",
    b"\x31\x00",
    b"\x30\x00\x00",
    b"\x3f\x00",
    sequence(b"\x30\x00"),
    sequence(element(0x31, b"\x30\x00")),
    sequence(element(0x31, sequence(b"\x06\x00\x0c\x00"))),
    sequence(element(0x31, sequence(b"\x06\x01\x80\x0c\x00"))),
    sequence(element(0x31, element(0x31, b"\x06\x01\x2a\x0c\x00"))),
]


@pytest.mark.parametrize("encoded", BAD)
def test_what_is_no_name_is_a_wire_error(encoded: bytes) -> None:
    with pytest.raises(WireError):
        distinguished.parse(encoded)


@given(st.binary(max_size=120))
def test_no_octets_raise_anything_but_a_wire_error(data: bytes) -> None:
    for encoded in (data, sequence(data), sequence(element(0x31, sequence(data)))):
        with suppress(WireError):
            parsed = distinguished.parse(encoded)
            distinguished.text(parsed).encode()
            hash(distinguished.key(parsed))


@given(st.binary(max_size=200))
def test_no_certificate_raises_anything_but_a_wire_error(data: bytes) -> None:
    with suppress(WireError):
        der.names_of(sequence(data))
