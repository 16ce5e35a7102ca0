"""Real handshakes as the recorder keeps them, for what tells their story."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.chains import CLIENT, leaf, name
from tests.handshakes import ALERT, BOTH, HANDSHAKE, MIDDLE, Handshakes, Message
from workbench.models import Handshake, RawMessage
from workbench.tls.recorder import HANDSHAKE as HANDSHAKE_TYPE

Messages = tuple[RawMessage, ...]


def raw(heard: Sequence[Message]) -> Messages:
    """Return what was heard as the recorder keeps it, a millisecond apart."""
    kept = [message for message in heard if message.content_type in (HANDSHAKE, ALERT)]
    return tuple(
        RawMessage(
            at=number / 1000,
            direction="write" if message.direction == "write" else "read",
            version=message.version,
            content_type=message.content_type,
            data=message.data,
        )
        for number, message in enumerate(kept)
    )


def made(kind: int, body: bytes, *, direction: str = "read", version: int = 0x0304) -> RawMessage:
    """Return a handshake message of a kind with this body."""
    data = bytes([kind]) + len(body).to_bytes(3, "big") + body
    return RawMessage(0.0, "write" if direction == "write" else "read", version, HANDSHAKE_TYPE, data)


def handshake(messages: Messages) -> Handshake:
    """Return a handshake of these messages."""
    return Handshake(messages=messages)


@cache
def shaken(version: ssl.TLSVersion, *, with_identity: bool) -> Messages:
    """Return the messages of a handshake in memory with a server that asks for a certificate."""
    identity = leaf(MIDDLE, subject=name("alice"), purposes=(CLIENT,)) if with_identity else None
    with TemporaryDirectory() as folder:
        return raw(Handshakes(version, Path(folder)).heard(identity))


def recorded() -> Iterator[Messages]:
    """Yield a handshake of each version, with a certificate and without one."""
    for version in BOTH:
        for with_identity in (False, True):
            yield shaken(version, with_identity=with_identity)
