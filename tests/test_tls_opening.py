"""What speaks at a port is told by its first bytes."""

from __future__ import annotations

import pytest

from tests.odd_servers import HTTP2_SETTINGS, alert, server_hello
from workbench.tls import opening

OPENINGS = [
    (alert(40), "tls", ""),
    (server_hello(0x0301), "tls", ""),
    (HTTP2_SETTINGS, "http2", ""),
    (b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", "http", "HTTP/1.1 400 Bad Request"),
    (b"<!DOCTYPE html><p>", "http", "<!DOCTYPE html><p>"),
    (b"<html>", "http", "<html>"),
    (b"SSH-2.0-OpenSSH_9.6\r\n", "ssh", "SSH-2.0-OpenSSH_9.6"),
    (b"220 mail.test ESMTP\r\n", "mail", "220 mail.test ESMTP"),
    (b"220-ftp.test\r\n220 ready\r\n", "mail", "220-ftp.test"),
    (b"+OK POP3 ready\r\n", "mail", "+OK POP3 ready"),
    (b"* OK IMAP4rev1\r\n", "mail", "* OK IMAP4rev1"),
    (b"hello\n", "other", "hello"),
    (b"\n", "other", ""),
    (b"\x1b[31mred\r\n", "other", ""),
    (bytes(range(128, 228)), "other", ""),
    (b"\x15\x02\x00", "other", ""),
    (b"x" * 200, "other", "x" * 60 + "…"),
]


@pytest.mark.parametrize(("data", "kind", "line"), OPENINGS)
def test_the_first_bytes_tell_what_speaks(data: bytes, kind: str, line: str) -> None:
    found = opening.recognize(data)
    assert found is not None
    assert (found.kind, found.line) == (kind, line)
    assert bool(found.name) == (kind != "other")


def test_nothing_said_is_nothing_known() -> None:
    assert opening.recognize(b"") is None


@pytest.mark.parametrize(
    ("data", "secure", "words"),
    [
        (b"", False, None),
        (b"HTTP/1.1 200 OK", False, None),
        (b"nonsense", False, None),
        (alert(70), True, None),  # inside TLS these bytes are only odd
        (alert(70), False, ("speaks TLS", "https://a.test:80")),
        (HTTP2_SETTINGS, True, ("speaks HTTP/2", "--http2")),
        (HTTP2_SETTINGS, False, ("speaks HTTP/2", "without TLS")),
        (b"SSH-2.0-x", False, ("speaks SSH", "Check the port")),
    ],
)
def test_what_is_not_http_is_named(data: bytes, secure: bool, words: tuple[str, str] | None) -> None:
    found = opening.not_http(data, "a.test:80", secure=secure)
    assert (found is None) == (words is None)
    if found is not None and words is not None:
        assert words[0] in found[0]
        assert words[1] in found[1]
