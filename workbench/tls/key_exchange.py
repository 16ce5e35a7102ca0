"""The messages that settle keys, prove who holds them, and let a session be resumed or renewed.

As in wire.py: whole messages in, WireError for whatever does not fit and nothing else, time and memory linear.
"""

from __future__ import annotations

from typing import Final

from workbench.nouns import dataclass
from workbench.tls import layout
from workbench.tls.wire import Version

_NEW_SESSION_TICKET: Final = 4  # RFC 8446 §4
_SERVER_KEY_EXCHANGE: Final = 12
_CERTIFICATE_VERIFY: Final = 15
_KEY_UPDATE: Final = 24
_NAMED_CURVE: Final = 3  # RFC 8422 §5.4


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerKeyExchange:
    """A server's share up to TLS 1.2: on a named curve, or in a Diffie-Hellman group of so many bits; else neither."""

    curve: int | None = None
    bits: int | None = None
    signature_algorithm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTicket:
    """What lets a client go on with this session later: for how many seconds, in how many octets."""

    lifetime: int
    size: int


def parse_server_key_exchange(data: bytes, cipher: str, version: Version) -> ServerKeyExchange:
    """Read a ServerKeyExchange (RFC 5246 §7.4.3, RFC 8422 §5.4) as the cipher, by OpenSSL's name, has it."""
    body = layout.body(data, _SERVER_KEY_EXCHANGE)
    curve: int | None = None
    bits: int | None = None
    if cipher.startswith(("ECDHE-", "AECDH-")) and "PSK" not in cipher:
        if body.number(1) != _NAMED_CURVE:
            return ServerKeyExchange()
        curve = body.number(2)
        body.vector(1)
    elif cipher.startswith(("DHE-", "ADH-")) and "PSK" not in cipher:
        bits = int.from_bytes(body.vector(2).rest(), "big").bit_length()
        body.vector(2)
        body.vector(2)
    else:
        return ServerKeyExchange()
    signed_by = body.number(2) if version == "tls12" and body.left else None
    return ServerKeyExchange(curve=curve, bits=bits, signature_algorithm=signed_by)


def parse_certificate_verify(data: bytes, version: Version) -> int | None:
    """Read which algorithm proves that a key is held (RFC 8446 §4.4.3); None before TLS 1.2, which names none."""
    body = layout.body(data, _CERTIFICATE_VERIFY)
    algorithm = None if version == "tls11" else body.number(2)
    body.vector(2)
    body.finish("a CertificateVerify")
    return algorithm


def parse_session_ticket(data: bytes, version: Version) -> SessionTicket:
    """Read a NewSessionTicket (RFC 8446 §4.6.1, RFC 5077 §3.3)."""
    body = layout.body(data, _NEW_SESSION_TICKET)
    lifetime = body.number(4)
    if version == "tls13":
        body.take(4)  # added to its age
        body.vector(1)
    ticket = body.vector(2)
    if version == "tls13":
        layout.extensions(body)
    body.finish("a NewSessionTicket")
    return SessionTicket(lifetime=lifetime, size=ticket.left)


def parse_key_update(data: bytes) -> bool:
    """Read a KeyUpdate (RFC 8446 §4.6.3): whether the other side is asked to renew its keys too."""
    body = layout.body(data, _KEY_UPDATE)
    requested = body.number(1)
    body.finish("a KeyUpdate")
    return requested == 1
