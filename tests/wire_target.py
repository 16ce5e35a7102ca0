"""Arbitrary octets for everything that reads what a peer sent: each parser alone, and the story of a handshake.

`feed` is for fuzzers and for hypothesis; octets stand for messages as `encoded` writes them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import get_args

from workbench.models import Handshake, RawMessage
from workbench.tls import der, distinguished, hello, key_exchange, story, wire
from workbench.tls.octets import WireError
from workbench.tls.recorder import ALERT, HANDSHAKE

_VERSIONS = (0x0301, 0x0303, 0x0304, 0xFFFF)
_CIPHERS = ("ECDHE-RSA-AES256-GCM-SHA384", "DHE-RSA-AES256-SHA", "AES256-SHA", "")
_ALERT_BIT, _WRITE_BIT = 8, 1

Parser = Callable[[bytes], object]


def parsers() -> Iterator[Parser]:
    """Yield every parser, in each version that it is laid out for."""
    yield from (wire.parse_alert, wire.parse_certificate_status, wire.names_in)
    yield from (hello.parse_client_hello, hello.parse_server_hello, hello.parse_encrypted_extensions)
    yield key_exchange.parse_key_update
    yield lambda data: list(der.elements(data))
    yield lambda data: distinguished.text(distinguished.parse(data))
    for version in get_args(wire.Version):
        yield partial(wire.parse_certificate, version=version)
        yield partial(wire.parse_certificate_request, version=version)
        yield partial(key_exchange.parse_certificate_verify, version=version)
        yield partial(key_exchange.parse_session_ticket, version=version)
        for cipher in _CIPHERS:
            yield partial(key_exchange.parse_server_key_exchange, cipher=cipher, version=version)


def feed(data: bytes) -> None:
    """Read `data` as one message with each parser, then as many messages of a story; nothing but WireError may come."""
    for parse in parsers():
        with suppress(WireError):
            parse(data)
    messages = tuple(decoded(data))
    told = story.tell(Handshake(messages=messages))
    if len(told) != len(messages):
        raise AssertionError("a message is missing from the story")
    said = sum(len(text) for each in told for field in (("", each.note), *each.fields) for text in field)
    if said > 4096 * len(messages) + 64 * len(data):
        raise AssertionError(f"{said} characters were made of {len(data)} octets")


def encoded(messages: Iterable[RawMessage]) -> bytes:
    """Write messages as `decoded` reads them: an octet of flags, two of length, the data."""
    return b"".join(
        bytes([_flags(message)]) + len(message.data).to_bytes(2, "big") + message.data for message in messages
    )


def decoded(data: bytes) -> Iterator[RawMessage]:
    """Read messages out of any octets; the last one takes what is there."""
    at = 0
    while at < len(data):
        flags, size = data[at], int.from_bytes(data[at + 1 : at + 3], "big")
        yield RawMessage(
            at=0.0,
            direction="write" if flags & _WRITE_BIT else "read",
            version=_VERSIONS[flags >> 1 & 3],
            content_type=ALERT if flags & _ALERT_BIT else HANDSHAKE,
            data=data[at + 3 : at + 3 + size],
        )
        at += 3 + size


def _flags(message: RawMessage) -> int:
    version = _VERSIONS.index(message.version) if message.version in _VERSIONS else 0
    alert = _ALERT_BIT if message.content_type == ALERT else 0
    return version << 1 | alert | (_WRITE_BIT if message.direction == "write" else 0)
