"""The hostile answers are as hostile as they claim."""

from __future__ import annotations

import ssl

import pytest
from cryptography import x509

from tests import lab as client
from workbench.demo import hostile
from workbench.demo.authorities import ESCAPES, MARKUP
from workbench.demo.lab import Lab


def _bytes(lab: Lab, path: str) -> bytes:
    url = lab.url("hostile", path)
    context = client.client_context(lab, "alice")
    context.options |= ssl.OP_IGNORE_UNEXPECTED_EOF
    got = b""
    with client.connected(url, context) as conn:
        conn.sendall(client.get(url, "Connection: close"))
        while data := conn.recv(65536):
            got += data
    return got


@pytest.mark.parametrize("evil", [ESCAPES, MARKUP, hostile.CLIPBOARD])
@pytest.mark.parametrize("part", ["head", "body"])
def test_the_bare_answer_is_hostile_in_head_and_body(lab: Lab, evil: str, part: str) -> None:
    head, _, body = _bytes(lab, "/hostile").partition(b"\r\n\r\n")
    assert evil.encode() in (head if part == "head" else body)


def test_the_reason_phrase_is_hostile_too(lab: Lab) -> None:
    first = _bytes(lab, "/hostile").partition(b"\r\n")[0]
    assert ESCAPES.encode() in first
    assert MARKUP.encode() in first


FRAGMENTS = [
    ("reason", b"HTTP/1.1 418 \x1b]0;"),
    ("headers", b"X-Markup: [/bad]"),
    ("json", b'"[/bad]": "\\u001b[2J'),
    ("utf8", b"caf\xe9 \xff\xfe"),
    ("redirect", b"Location: https://[/bad]"),
    ("chunks", b"zz\x1b[31m\r\n"),
    ("names", b"\r\n[/bad]: 2\r\n"),
    ("cookies", b"Set-Cookie: [/bad]"),
    ("file", b'filename="../../../[/bad]'),
    ("events", b"event: \x1b]0;"),
    ("html", b"<p title='\x1b]0;"),
    ("form", b"%5B/bad%5D=%1B"),
    ("type", b"Content-Type: text/\x1b]0;"),
    ("coding", b"Content-Encoding: \x1b]0;"),
    ("early", b"HTTP/1.1 103 \x1b]0;"),
    ("trailer", b"0\r\nX: \x1b]0;"),
    ("behind", b"ok\n\x1b]0;"),
    ("version", b"HTTP/1.1\x1b]0;"),
    ("cut", b"40\r\nhalf of"),
    ("short", b"Content-Length: 1000\r\n\r\nnot a"),
    ("lengths", b"Content-Length: 5\r\nContent-Length: 6"),
    ("status", b"HTTP/1.1 \x1b[31m two hundred"),
    ("noise", b"\x00\x1b[31m"),
]


@pytest.mark.parametrize(("path", "fragment"), FRAGMENTS)
def test_each_path_has_its_own_hostility(lab: Lab, path: str, fragment: bytes) -> None:
    assert fragment in _bytes(lab, f"/hostile/{path}")


def test_the_bare_body_lists_the_paths(lab: Lab) -> None:
    body = _bytes(lab, "/hostile")
    for path, _ in FRAGMENTS:
        assert f"/hostile/{path}".encode() in body


def test_the_certificate_has_hostile_names_and_is_trusted_all_the_same(lab: Lab) -> None:
    with client.connected(lab.url("hostile"), client.client_context(lab)) as conn:
        assert isinstance(conn, ssl.SSLSocket)
        leaf = x509.load_der_x509_certificate(conn.getpeercert(binary_form=True) or b"")
    subject, issuer = leaf.subject.rfc4514_string(), leaf.issuer.rfc4514_string()
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "\x1b" in subject
    assert "[/bad]" in subject
    assert "\x1b" in issuer
    assert "[/bad]" in issuer
    assert any("\x1b" in name for name in names.get_values_for_type(x509.DNSName))
    assert any("[/bad]" in name for name in names.get_values_for_type(x509.DNSName))
