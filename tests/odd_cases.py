"""Beginnings of connections that no TLS comes of, one by one: what is said of each, and the bytes that make it."""

from __future__ import annotations

from dataclasses import dataclass

from tests import odd_servers as odd
from tests.peers import HOST

TOO_LONG = odd.record(odd.HANDSHAKE, b"x" * 20000)
HTTP_400 = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
DOWNGRADE = odd.server_hello(0x0303, extensions=odd.SECURE).replace(bytes(range(24, 32)), b"DOWNGRD\x01")


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """A server of a few lines, and what is said of it; `alert` is (side, name)."""

    name: str
    manners: odd.Manners
    kind: str
    says: str
    hint: str
    scheme: str = "https"
    stage: str = "tls"
    alert: tuple[str, str] | None = None

    def __str__(self) -> str:
        return self.name


SPOKEN = [
    Spoken(
        name="plain HTTP on an https URL",
        manners=odd.answering(HTTP_400),
        kind="tls_protocol",
        says='speaks plain HTTP, not TLS. It said: "HTTP/1.1 400 Bad Request"',
        hint=f"Use http://{HOST}",
    ),
    Spoken(
        name="SSH",
        manners=odd.greeting(b"SSH-2.0-OpenSSH_9.6\r\n"),
        kind="tls_protocol",
        says='speaks SSH, not TLS. It said: "SSH-2.0-OpenSSH_9.6"',
        hint="Check the port",
    ),
    Spoken(
        name="SMTP",
        manners=odd.greeting(b"220 mail.test ESMTP\r\n"),
        kind="tls_protocol",
        says="a mail or file server's protocol",
        hint="Check the port",
    ),
    Spoken(
        name="an escape in a greeting",
        manners=odd.greeting(b"\x1b[2Jhello\r\n"),
        kind="tls_protocol",
        says="does not speak TLS: what came back is no TLS record.",
        hint="Nothing of your request was sent",
    ),
    Spoken(
        name="octets that mean nothing",
        manners=odd.answering(bytes(range(128, 228))),
        kind="tls_protocol",
        says="does not speak TLS",
        hint="Check the port",
    ),
    Spoken(
        name="an alert about a certificate before any was asked for",
        manners=odd.answering(odd.alert(48)),
        kind="tls_alert",
        says="unknown_ca, which is about a client's certificate, and none had gone out",
        hint="Its log may say",
        alert=("server", "unknown_ca"),
    ),
    Spoken(
        name="a record that is too long",
        manners=odd.answering(TOO_LONG),
        kind="tls_protocol",
        says="a record that is longer than TLS allows",
        hint="Something between changes the data",
        alert=("client", "record_overflow"),
    ),
    Spoken(
        name="TLS 1.0, by its hello",
        manners=odd.answering(odd.server_hello(0x0301)),
        kind="tls_protocol",
        says="The server speaks TLS 1.0, which is older than the minimum here, TLS 1.2.",
        hint='--tls-min 1.0 or tls.minimum_version = "TLSv1"',
        alert=("client", "protocol_version"),
    ),
    Spoken(
        name="TLS 1.1, by its hello",
        manners=odd.answering(odd.server_hello(0x0302)),
        kind="tls_protocol",
        says="The server speaks TLS 1.1",
        hint='--tls-min 1.1 or tls.minimum_version = "TLSv1.1"',
        alert=("client", "protocol_version"),
    ),
    Spoken(
        name="SSL 3",
        manners=odd.answering(odd.server_hello(0x0300)),
        kind="tls_protocol",
        says="The server answered with SSL 3",
        hint="the server needs an update",
        alert=("client", "protocol_version"),
    ),
    Spoken(
        name="an older version, forced",
        manners=odd.answering(DOWNGRADE),
        kind="tls_protocol",
        says="marks its answer as forced to an older TLS version",
        hint="without a proxy",
        alert=("client", "illegal_parameter"),
    ),
    Spoken(
        name="no secure renegotiation",
        manners=odd.answering(odd.server_hello()),
        kind="tls_protocol",
        says="lacks secure renegotiation (RFC 5746",
        hint="needs an update",
        alert=("client", "handshake_failure"),
    ),
    Spoken(
        name="a cipher that was not offered",
        manners=odd.answering(odd.server_hello(cipher=0x0001, extensions=odd.SECURE)),
        kind="tls_protocol",
        says="chose a cipher that was not offered",
        hint="fault of the server",
        alert=("client", "illegal_parameter"),
    ),
    Spoken(
        name="internal_error",
        manners=odd.answering(odd.alert(80)),
        kind="tls_alert",
        says="The server ended the handshake with the alert internal_error",
        hint="server's log",
        alert=("server", "internal_error"),
    ),
    Spoken(
        name="an alert without a name",
        manners=odd.answering(odd.alert(200)),
        kind="tls_alert",
        says="alert_200",
        hint="Network tab",
        alert=("server", "alert_200"),
    ),
    Spoken(
        name="the end after our hello",
        manners=odd.leaving("close"),
        kind="disconnected",
        says="closed the connection during the TLS handshake, right after our ClientHello.",
        hint=f"no TLS on this port (http://{HOST}",
    ),
    Spoken(
        name="a reset after our hello",
        manners=odd.leaving("reset"),
        kind="disconnected",
        says="reset the connection during the TLS handshake",
        hint="--tls-min, --tls-max",
    ),
    Spoken(
        name="the end after its hello",
        manners=odd.leaving("close", odd.server_hello(extensions=odd.SECURE)),
        kind="disconnected",
        says="closed the connection during the TLS handshake.",
        hint="server's log",
    ),
    Spoken(
        name="no answer to our hello",
        manners=odd.silence,
        kind="tls_timeout",
        says="did not answer the ClientHello within 0.5 s",
        hint="http.connect_timeout",
    ),
    Spoken(
        name="no end to its handshake",
        manners=odd.answering(odd.server_hello(extensions=odd.SECURE)),
        kind="tls_timeout",
        says="began the TLS handshake and did not finish it within 0.5 s",
        hint="http.connect_timeout",
    ),
    Spoken(
        name="TLS on an http URL: an alert",
        manners=odd.answering(odd.alert(70)),
        kind="bad_response",
        says="speaks TLS, and was spoken to in plain HTTP",
        hint=f"Use https://{HOST}",
        scheme="http",
        stage="receive",
    ),
    Spoken(
        name="TLS on an http URL: the end",
        manners=odd.leaving("close"),
        kind="disconnected",
        says="closed the connection without a word to a request in plain HTTP",
        hint=f"use https://{HOST}",
        scheme="http",
        stage="receive",
    ),
    Spoken(
        name="SSH on an http URL",
        manners=odd.greeting(b"SSH-2.0-OpenSSH_9.6\r\n"),
        kind="bad_response",
        says="speaks SSH, not HTTP",
        hint="Check the port",
        scheme="http",
        stage="receive",
    ),
    Spoken(
        name="HTTP/2 unasked",
        manners=odd.answering(odd.HTTP2_SETTINGS),
        kind="bad_response",
        says="speaks HTTP/2 and nothing else",
        hint="without TLS",
        scheme="http",
        stage="receive",
    ),
]
