"""Handshake messages of real handshakes are read, and no octets whatever raise anything but WireError."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import get_args

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given
from hypothesis import strategies as st

from tests.chains import CLIENT, leaf, name, root, shake_hands
from tests.handshakes import (
    ALERT,
    BOTH,
    HANDSHAKE,
    MIDDLE,
    OPENSSL,
    ROOT,
    TLS12,
    TLS13,
    Handshakes,
    connect,
    listen,
    one,
    openssl_server,
)
from workbench.tls import hello, wire
from workbench.tls.wire import WireError


@pytest.fixture(params=BOTH, ids=["tls12", "tls13"])
def handshakes(request: pytest.FixtureRequest, tmp_path: Path) -> Handshakes:
    return Handshakes(request.param, tmp_path)


def test_the_server_s_chain_is_read_leaf_first(handshakes: Handshakes) -> None:
    message = one(handshakes.heard(), 11, "read")
    found = wire.parse_certificate(message.data, wire.dialect(message.version))
    subjects = [x509.load_der_x509_certificate(der).subject for der in found]
    assert subjects == [name("api.test"), MIDDLE.certificate.subject]


def test_our_certificates_are_read_as_they_went_out(handshakes: Handshakes) -> None:
    identity = leaf(MIDDLE, subject=name("alice"), purposes=(CLIENT,))
    message = one(handshakes.heard(identity), 11, "write")
    assert wire.parse_certificate(message.data, wire.dialect(message.version)) == (identity.der, MIDDLE.der)


def test_an_empty_certificate_message_is_an_empty_tuple(handshakes: Handshakes) -> None:
    message = one(handshakes.heard(), 11, "write")
    assert wire.parse_certificate(message.data, wire.dialect(message.version)) == ()


def test_a_python_server_names_algorithms_and_no_issuers(handshakes: Handshakes) -> None:
    message = one(handshakes.heard(), 13, "read")
    found = wire.parse_certificate_request(message.data, wire.dialect(message.version))
    assert found.acceptable_issuers == ()
    assert {"ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256", "ed25519"} <= set(found.signature_algorithms)
    assert ("ecdsa_sign" in found.certificate_types) is (handshakes.version is TLS12)


def test_the_hellos_say_what_was_offered_and_chosen(handshakes: Handshakes) -> None:
    heard = handshakes.heard()
    offered = hello.parse_client_hello(one(heard, 1, "write").data)
    assert offered.server_name == "api.test"
    assert offered.alpn == ("h2", "http/1.1")
    assert offered.versions == (int(handshakes.version),)
    assert len(offered.ciphers) > 2
    chosen = hello.parse_server_hello(one(heard, 2, "read").data)
    assert (chosen.version, chosen.retry) == (int(handshakes.version), False)
    assert chosen.cipher >> 8 == (0x13 if handshakes.version is TLS13 else 0xC0)
    assert chosen.alpn == ("http/1.1" if handshakes.version is TLS12 else None)


def test_the_protocol_that_tls_13_chose_stands_in_the_encrypted_extensions(tmp_path: Path) -> None:
    heard = Handshakes(TLS13, tmp_path).heard()
    assert hello.parse_encrypted_extensions(one(heard, 8, "read").data).alpn == "http/1.1"


def test_an_alert_is_level_and_number(handshakes: Handshakes) -> None:
    server, client = handshakes.server(), handshakes.client()
    server.verify_mode = ssl.CERT_REQUIRED
    heard = listen(server)
    with suppress(ssl.SSLError):
        shake_hands(client, server, "api.test")
    alerts = [wire.parse_alert(message.data) for message in heard if message.content_type == ALERT]
    assert alerts == [(2, 116 if handshakes.version is TLS13 else 40)]


@pytest.mark.parametrize("version", [TLS12, TLS13], ids=["tls12", "tls13"])
@pytest.mark.skipif(OPENSSL is None, reason="there is no openssl here")
def test_the_issuers_that_an_openssl_server_accepts_are_read(version: ssl.TLSVersion, tmp_path: Path) -> None:
    handshakes = Handshakes(version, tmp_path)
    other = root('Other, with a \\ and "quotes"')
    authorities = tmp_path / "authorities.pem"
    authorities.write_bytes(b"".join(made.certificate.public_bytes(Encoding.PEM) for made in (ROOT, other)))
    with openssl_server(handshakes.written("s.pem", leaf(MIDDLE), MIDDLE), authorities) as port:
        heard = connect(handshakes.client(), port)
    message = one(heard, 13, "read")
    found = wire.parse_certificate_request(message.data, wire.dialect(message.version))
    wanted = {made.certificate.subject.rfc4514_string() for made in (ROOT, other)}
    assert set(found.acceptable_issuers) == wanted


@pytest.mark.skipif(OPENSSL is None, reason="there is no openssl here")
def test_a_request_to_try_again_is_told_from_a_server_s_hello(tmp_path: Path) -> None:
    handshakes = Handshakes(TLS13, tmp_path)
    more = ("-groups", "P-521")  # OpenSSL's client sends a key share for another curve first
    with openssl_server(handshakes.written("s.pem", leaf(MIDDLE), MIDDLE), None, *more) as port:
        heard = connect(handshakes.client(), port)
    hellos = [m for m in heard if m.content_type == HANDSHAKE and m.data[0] == 2 and m.direction == "read"]
    assert [hello.parse_server_hello(message.data).retry for message in hellos] == [True, False]


def message(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def vector(width: int, content: bytes) -> bytes:
    return len(content).to_bytes(width, "big") + content


def old_request(*issuers: bytes, schemes: bytes = b"\x04\x03") -> bytes:
    names = b"".join(vector(2, issuer) for issuer in issuers)
    return message(13, vector(1, b"\x01\x40") + vector(2, schemes) + vector(2, names))


def test_a_request_older_than_tls_12_has_no_algorithms() -> None:
    der = ROOT.certificate.subject.public_bytes()
    data = message(13, vector(1, b"\x01") + vector(2, vector(2, der)))
    found = wire.parse_certificate_request(data, wire.dialect(0x0302))
    assert found == wire.CertificateRequest(acceptable_issuers=("CN=Root,O=Example",), certificate_types=("rsa_sign",))


def test_the_filters_of_tls_13_are_skipped() -> None:
    extensions = b"\x00\x0d" + vector(2, vector(2, b"\x08\x07")) + b"\x00\x30" + vector(2, b"\x00\x00")
    found = wire.parse_certificate_request(message(13, b"\x00" + vector(2, extensions)), "tls13")
    assert found == wire.CertificateRequest(signature_algorithms=("ed25519",))


SCHEMES = {
    0x0403: "ecdsa_secp256r1_sha256",
    0x0201: "rsa_pkcs1_sha1",
    0x0203: "ecdsa_sha1",
    0x0402: "dsa_sha256",
    0x0303: "ecdsa_sha224",
    0x0301: "rsa_pkcs1_sha224",
    0x0806: "rsa_pss_rsae_sha512",
    0x080B: "rsa_pss_pss_sha512",
    0x0808: "ed448",
    0x0905: "mldsa65",
    0xFE00: "0xfe00",
}


@pytest.mark.parametrize("number", SCHEMES)
def test_an_algorithm_has_its_name_of_the_registry_or_its_number(number: int) -> None:
    found = wire.parse_certificate_request(old_request(schemes=number.to_bytes(2, "big")), "tls12")
    assert found.signature_algorithms == (SCHEMES[number],)


def test_an_issuer_that_is_no_name_is_shown_in_hex_and_hides_no_other() -> None:
    der = ROOT.certificate.subject.public_bytes()
    found = wire.parse_certificate_request(old_request(b"\x30\x05oops", der), "tls12")
    assert found.acceptable_issuers == ("#30056f6f7073", "CN=Root,O=Example")


BAD: dict[str, Callable[[], object]] = {
    "nothing": lambda: wire.parse_certificate(b"", "tls13"),
    "another message": lambda: wire.parse_certificate(message(13, b""), "tls12"),
    "cut off": lambda: wire.parse_certificate(message(11, b"\x00\x00\x05\x00"), "tls12"),
    "an octet too many": lambda: wire.parse_certificate(message(11, b"\x00\x00\x00") + b"x", "tls12"),
    "an octet too many inside": lambda: wire.parse_certificate(message(11, b"\x00\x00\x00x"), "tls12"),
    "an empty certificate": lambda: wire.parse_certificate(message(11, vector(3, b"\0\0\0")), "tls12"),
    "an odd number of octets of algorithms": lambda: wire.parse_certificate_request(
        old_request(schemes=b"\x04\x03\x05"), "tls12"
    ),
    "an extension twice": lambda: wire.parse_certificate_request(
        message(13, b"\x00" + vector(2, b"\x00\x30\x00\x00" * 2)), "tls13"
    ),
    "a long alert": lambda: wire.parse_alert(b"\x02\x28\x00"),
    "half an alert": lambda: wire.parse_alert(b"\x02"),
}


@pytest.mark.parametrize("which", BAD)
def test_what_does_not_fit_is_a_wire_error(which: str) -> None:
    with pytest.raises(WireError):
        BAD[which]()


VERSIONS = get_args(wire.Version)
PARSERS: dict[int, Sequence[Callable[[bytes], object]]] = {
    1: (hello.parse_client_hello,),
    2: (hello.parse_server_hello,),
    8: (hello.parse_encrypted_extensions,),
    11: tuple(partial(wire.parse_certificate, version=version) for version in VERSIONS),
    13: tuple(partial(wire.parse_certificate_request, version=version) for version in VERSIONS),
}

structured = st.recursive(
    st.binary(max_size=12),
    lambda inner: st.builds(
        lambda width, parts: vector(width, b"".join(parts)), st.sampled_from([1, 2, 3]), st.lists(inner, max_size=4)
    ).filter(lambda data: len(data) < 250),
    max_leaves=12,
)


@given(st.binary(max_size=300))
@example(b"")
def test_no_octets_raise_anything_but_a_wire_error(data: bytes) -> None:
    for parser in (wire.parse_alert, *(parser for parsers in PARSERS.values() for parser in parsers)):
        with suppress(WireError):
            parser(data)


@given(st.sampled_from(sorted(PARSERS)), st.lists(structured, max_size=5))
def test_no_message_raises_anything_but_a_wire_error(kind: int, parts: list[bytes]) -> None:
    for parser in PARSERS[kind]:
        with suppress(WireError):
            parser(message(kind, b"".join(parts)))


@given(st.data())
def test_a_real_message_with_octets_changed_raises_nothing_else(data: st.DataObject) -> None:
    der = bytearray(old_request(ROOT.certificate.subject.public_bytes()))
    for _ in range(data.draw(st.integers(1, 4))):
        der[data.draw(st.integers(4, len(der) - 1))] = data.draw(st.integers(0, 255))
    with suppress(WireError):
        wire.parse_certificate_request(bytes(der), "tls12")


def test_a_message_of_many_issuers_is_read_in_linear_time() -> None:
    issuer = ROOT.certificate.subject.public_bytes()

    def took(count: int) -> float:
        data = old_request(*[issuer] * count)
        started = time.perf_counter()
        wire.parse_certificate_request(data, "tls12")
        return time.perf_counter() - started

    took(100)
    assert min(took(1000) for _ in range(3)) < 40 * min(took(100) for _ in range(3))
