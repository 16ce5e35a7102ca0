"""The story of real handshakes in plain words, and of messages that fit no format; nothing is ever raised."""

from __future__ import annotations

import ssl
import time
import tracemalloc
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import example, given
from hypothesis import strategies as st

from tests import told_handshakes as told
from tests.chains import leaf, shake_hands
from tests.handshakes import BOTH, MIDDLE, OPENSSL, ROOT, TLS12, TLS13, Handshakes, connect, listen, openssl_server
from tests.told_handshakes import made
from tests.wire_target import decoded, encoded, feed
from workbench.models import Handshake, HandshakeMessage, RawMessage
from workbench.tls import story

needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="there is no openssl here")
versions = pytest.mark.parametrize("version", BOTH, ids=["tls12", "tls13"])


def tell(*messages: RawMessage) -> tuple[HandshakeMessage, ...]:
    return story.tell(Handshake(messages=messages))


def of(messages: tuple[RawMessage, ...], name: str, sender: str) -> HandshakeMessage:
    """Return the one message of this name and sender in the story of these messages."""
    (found,) = [each for each in tell(*messages) if (each.name, each.sender) == (name, sender)]
    return found


def vector(width: int, content: bytes) -> bytes:
    return len(content).to_bytes(width, "big") + content


def test_tls_13_is_told_in_order_with_side_and_time() -> None:
    told_messages = tell(*told.shaken(TLS13, with_identity=True))
    assert [(each.sender, each.name) for each in told_messages[:10]] == [
        ("client", "ClientHello"),
        ("server", "ServerHello"),
        ("server", "EncryptedExtensions"),
        ("server", "CertificateRequest"),
        ("server", "Certificate"),
        ("server", "CertificateVerify"),
        ("server", "Finished"),
        ("client", "Certificate"),
        ("client", "CertificateVerify"),
        ("client", "Finished"),
    ]
    assert [each.at_ms for each in told_messages[:3]] == [0.0, 1.0, 2.0]


def test_times_count_from_the_beginning_of_the_handshake() -> None:
    found = story.tell(Handshake(messages=(made(14, b"")._replace(at=7.5),), began=7.25))
    assert found[0].at_ms == 250.0


WORDS = {
    (TLS12, "ClientHello", "client"): "We offer TLS 1.2 at most, 14 ciphers, and ask for api.test",
    (TLS13, "ClientHello", "client"): "We offer TLS 1.3, 3 ciphers, and ask for api.test",
    (TLS12, "ServerHello", "server"): "The server chooses TLS 1.2 and ECDHE-ECDSA-AES256-GCM-SHA384",
    (TLS13, "ServerHello", "server"): "The server chooses TLS 1.3 and TLS_AES_256_GCM_SHA384",
    (TLS13, "EncryptedExtensions", "server"): "The server will speak http/1.1",
    (TLS12, "ServerKeyExchange", "server"): "The server sends its half of the key, on x25519",
    (TLS12, "CertificateRequest", "server"): "The server asks for a client certificate; it accepts any issuer",
    (TLS13, "CertificateRequest", "server"): "The server asks for a client certificate; it accepts any issuer",
    (TLS12, "ServerHelloDone", "server"): "The server has said all it opens with",
    (TLS12, "Certificate", "server"): "The server shows its certificate: 2 certificates, CN=api.test,O=Example",
    (TLS13, "Certificate", "server"): "The server shows its certificate: 2 certificates, CN=api.test,O=Example",
    (TLS12, "Certificate", "client"): "We send our certificate: 2 certificates, CN=alice,O=Example",
    (TLS13, "Certificate", "client"): "We send our certificate: 2 certificates, CN=alice,O=Example",
    (TLS12, "ClientKeyExchange", "client"): "We send our half of the key",
    (TLS12, "CertificateVerify", "client"): "We prove that we hold its key",
    (TLS13, "CertificateVerify", "server"): "The server proves that it holds its key",
    (TLS12, "Finished", "client"): "We confirm the whole handshake",
    (TLS13, "Finished", "server"): "The server confirms the whole handshake",
}


@pytest.mark.parametrize(("version", "name", "sender"), WORDS)
def test_a_message_has_plain_words(version: ssl.TLSVersion, name: str, sender: str) -> None:
    found = of(told.shaken(version, with_identity=True), name, sender)
    said = found.note
    if name == "ClientHello":  # how many ciphers OpenSSL offers depends on its build
        said = said.replace(f"{_number_in(said)} ciphers", f"{_number_in(WORDS[version, name, sender])} ciphers")
    assert said == WORDS[version, name, sender]


def _number_in(said: str) -> str:
    words = said.split()
    return words[words.index("ciphers,") - 1]


@versions
def test_an_empty_answer_says_that_nothing_was_sent(version: ssl.TLSVersion) -> None:
    found = of(told.shaken(version, with_identity=False), "Certificate", "client")
    assert found.note == "We answer with an empty certificate: nothing was sent"


def test_a_message_opens_to_its_fields() -> None:
    messages = told.shaken(TLS13, with_identity=True)
    hello = dict(of(messages, "ClientHello", "client").fields)
    assert (hello["Versions"], hello["Server name"], hello["Protocols"]) == ("TLS 1.3", "api.test", "h2, http/1.1")
    assert hello["Ciphers"].startswith("TLS_AES_256_GCM_SHA384, ")
    assert "x25519" in hello["Groups"]
    assert "ecdsa_secp256r1_sha256" in hello["Signatures"]
    assert hello["Session"] == "a new one"
    certificate = dict(of(messages, "Certificate", "client").fields)
    assert certificate["Certificate 1"].startswith("CN=alice,O=Example, issued by CN=Intermediate,O=Example (")
    proof = dict(of(messages, "CertificateVerify", "client").fields)
    assert proof["Signature"] == "ecdsa_secp256r1_sha256"
    ticket = dict(tell(*messages)[-1].fields)
    assert (ticket["Number"], ticket["Good for"]) == ("2", "2 hours")


@needs_openssl
@versions
def test_the_accepted_issuers_are_named(version: ssl.TLSVersion, tmp_path: Path) -> None:
    handshakes = Handshakes(version, tmp_path)
    authorities = tmp_path / "authorities.pem"
    authorities.write_bytes(ROOT.certificate.public_bytes(Encoding.PEM))
    with openssl_server(handshakes.written("s.pem", leaf(MIDDLE), MIDDLE), authorities) as port:
        found = of(told.raw(connect(handshakes.client(), port)), "CertificateRequest", "server")
    assert found.note.endswith("it accepts only issuer CN=Root,O=Example")
    assert ("Issuer 1", "CN=Root,O=Example") in found.fields


@needs_openssl
def test_a_second_hello_is_told_as_what_the_server_wanted(tmp_path: Path) -> None:
    handshakes = Handshakes(TLS13, tmp_path)
    with openssl_server(handshakes.written("s.pem", leaf(MIDDLE), MIDDLE), None, "-groups", "P-521") as port:
        found = tell(*told.raw(connect(handshakes.client(), port)))
    assert [each.name for each in found[:4]] == ["ClientHello", "HelloRetryRequest", "ClientHello", "ServerHello"]
    assert found[1].note == "The server wants a key for secp521r1 before it goes on"
    assert found[2].note.startswith("Once more, we offer TLS 1.3")
    assert found[2].note.endswith("this time with a key for secp521r1")


DHE = b"\x03\x03" + b"r" * 32 + b"\0" + b"\x00\x9f" + b"\0"
"""The body of a ServerHello that chooses DHE-RSA-AES256-GCM-SHA384."""


@pytest.mark.parametrize(("bits", "words"), [(1024, "1024 bits, which is small"), (2048, "2048 bits")])
def test_a_diffie_hellman_group_has_its_size(bits: int, words: str) -> None:
    prime = (1 << bits - 1 | 1).to_bytes(bits // 8, "big")
    share = vector(2, prime) + vector(2, b"\x02") + vector(2, prime) + b"\x08\x04" + vector(2, b"signed")
    found = tell(made(2, DHE, version=0x0303), made(12, share, version=0x0303))[1]
    assert found.note == f"The server sends its half of the key, Diffie-Hellman with {words}"
    assert ("Signature", "rsa_pss_rsae_sha256") in found.fields


def test_a_refusal_is_the_alert_by_name_with_its_meaning(tmp_path: Path) -> None:
    handshakes = Handshakes(TLS13, tmp_path)
    client, server = handshakes.client(), handshakes.server()
    server.verify_mode = ssl.CERT_REQUIRED
    heard = listen(client)
    with pytest.raises(ssl.SSLError):
        shake_hands(client, server, "api.test")
    found = of(told.raw(heard), "Alert", "server")
    assert found.note == "The server sends the fatal alert certificate_required"
    fields = dict(found.fields)
    assert (fields["Level"], fields["Alert"]) == ("fatal", "certificate_required (116)")
    assert fields["Meaning"]


FINISHED = made(20, b"\0" * 12, direction="write")
REQUEST13 = made(13, b"\x00" + vector(2, b"\x00\x0d" + vector(2, vector(2, b"\x08\x07"))))
CASES: dict[str, tuple[tuple[RawMessage, ...], str]] = {
    "a request after the handshake": (
        (FINISHED, REQUEST13),
        "The server asks now, after the handshake, for a client certificate; it accepts any issuer",
    ),
    "a wish to renegotiate": ((made(0, b""),), "The server asks to negotiate once more (renegotiation)"),
    "new keys": ((made(24, b"\x00"),), "The server renews its keys"),
    "new keys, ours too": ((made(24, b"\x01"),), "The server renews its keys, and asks for the same"),
    "word of revocation": (
        (made(22, b"\x01" + vector(3, b"answer")),),
        "The server brings word of revocation (OCSP); it is not judged",
    ),
    "a ticket for a day": (
        (made(4, (86400).to_bytes(4, "big") + vector(2, b"t"), version=0x0303),),
        "The server offers ticket 1 to resume by, good for 1 day; it is not used",
    ),
    "no certificate of the server's": ((made(11, b"\x00" + vector(3, b"")),), "No certificate is shown"),
    "a certificate that is none": (
        (made(11, b"\x00" + vector(3, vector(3, b"oops") + vector(2, b""))),),
        "The server shows its certificate: 1 certificate, not readable",
    ),
    "an unknown message": ((made(77, b""),), "a message that no standard describes here"),
    "an empty one": ((RawMessage(0.0, "read", 0x0304, 22, b""),), "a message that no standard describes here"),
    "an older key exchange": ((made(16, b"x", direction="write", version=0x0303),), "We send our half of the key"),
    "half an alert": (
        (RawMessage(0.0, "read", 0x0304, 21, b"\x02"),),
        "cannot be read: 1 octets announced at 1, 0 are there",
    ),
    "the end": (
        (RawMessage(0.0, "read", 0x0304, 21, b"\x01\x00"),),
        "The server closes the connection in the orderly way",
    ),
}


@pytest.mark.parametrize("which", CASES)
def test_what_is_rare_has_its_words_too(which: str) -> None:
    messages, words = CASES[which]
    assert tell(*messages)[-1].note == words


def test_a_message_that_cannot_be_read_does_not_end_the_story() -> None:
    messages = told.shaken(TLS13, with_identity=True)
    cut = messages[1]._replace(data=messages[1].data[:20])
    found = tell(messages[0], cut, *messages[2:])
    assert len(found) == len(messages)
    assert found[1].note.startswith("cannot be read: ")
    assert found[1].name == "ServerHello"
    assert found[4].note.startswith("The server shows its certificate")


def test_nothing_observed_is_no_story() -> None:
    assert story.tell(Handshake()) == ()


SEEDS = tuple(encoded(messages) for messages in told.recorded())


def test_messages_survive_the_writing_that_fuzzers_change() -> None:
    messages = told.shaken(TLS13, with_identity=True)
    again = tuple(decoded(encoded(messages)))
    assert [(m.direction, m.content_type, m.data) for m in again] == [
        (m.direction, m.content_type, m.data) for m in messages
    ]


@given(st.binary(max_size=400))
@example(b"")
def test_no_octets_raise_anything(data: bytes) -> None:
    feed(data)


@given(st.data())
def test_a_real_handshake_with_octets_changed_raises_nothing(data: st.DataObject) -> None:
    changed = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    feed(bytes(changed))


@given(st.sampled_from(SEEDS), st.integers(0, 4000))
def test_a_real_handshake_cut_off_anywhere_raises_nothing(seed: bytes, end: int) -> None:
    feed(seed[:end])


HUGE = {
    "issuers": made(13, vector(1, b"\x01") + vector(2, b"") + vector(2, vector(2, b"") * 32_000), version=0x0303),
    "ciphers": made(
        1, b"\x03\x03" + b"r" * 32 + b"\0" + vector(2, b"\x13\x01" * 32_000) + b"\x01\0", direction="write"
    ),
    "certificates": made(11, b"\0" + vector(3, b"\0\0\x01x\0\0" * 40_000)),
    "nested names": made(
        13, vector(1, b"\x01") + vector(2, b"") + vector(2, vector(2, b"\x30\x80" * 30_000)), version=0x0303
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("which", HUGE)
def test_a_message_as_large_as_they_come_costs_linear_time_and_memory(which: str) -> None:
    message = HUGE[which]
    tracemalloc.start()
    started = time.process_time()
    try:
        tell(message)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 400 * len(message.data)
    assert time.process_time() - started < 10  # about half a second, traced
