"""The ear on a handshake: OpenSSL's message callback, behind one small probe.

CPython hands every TLS message to `SSLContext._msg_callback`, an attribute its own tests use and its documentation
does not name. Everything that depends on it stands in this file; where it is missing, `observe` says so and the
record says "not observable" instead of guessing.
"""

from __future__ import annotations

import ssl
import time
from typing import Final, Literal, NamedTuple

ALERT: Final = 21  # RFC 8446 §5.1, content types
HANDSHAKE: Final = 22
_KEPT_MESSAGES: Final = 64  # a handshake has about 14; a peer may send key updates for ever
_KEPT_BYTES: Final = 256 * 1024  # of one message: OpenSSL itself refuses certificate lists above 100 kB

Direction = Literal["read", "write"]


class RawMessage(NamedTuple):
    """One handshake message or alert, with its header, at `at` seconds of `time.perf_counter`."""

    at: float
    direction: Direction
    version: int
    content_type: int
    data: bytes


class Recorder:
    """The messages of one connection, in order."""

    __slots__ = ("messages", "started")

    def __init__(self) -> None:
        self.started = time.perf_counter()
        self.messages: list[RawMessage] = []


class ObservedObject(ssl.SSLObject):
    """An `SSLObject` that knows its recorder, so that messages of parallel connections stay apart."""

    recorder: Recorder | None = None


def observe(context: ssl.SSLContext) -> bool:
    """Let connections of `context` be recorded; return False where this Python cannot."""
    context.sslobject_class = ObservedObject
    # ssl.py wraps the callback in enum conversions on every record; the descriptor below it passes plain ints.
    descriptor = getattr(super(ssl.SSLContext, ssl.SSLContext), "_msg_callback", None)
    setter = getattr(descriptor, "__set__", None)
    if setter is None:
        return False
    setter(context, _hear)
    return True


def _hear(connection: object, direction: Direction, version: int, content_type: int, _kind: int, data: bytes) -> None:
    # Runs inside OpenSSL: an exception here would break the handshake, so nothing in it can raise.
    if content_type != HANDSHAKE and content_type != ALERT:
        return
    recorder = getattr(connection, "recorder", None)
    if recorder is not None and len(recorder.messages) < _KEPT_MESSAGES:
        kept = data[:_KEPT_BYTES]
        recorder.messages.append(RawMessage(time.perf_counter(), direction, version, content_type, kept))


def received_chain(connection: ssl.SSLObject) -> tuple[bytes, ...]:
    """Return the chain that the server sent, in DER, where there is no recorder to have heard it."""
    public = getattr(connection, "get_unverified_chain", None)  # Python 3.13
    if public is not None:
        return tuple(public())
    below = getattr(connection, "_sslobj", None)
    private = getattr(below, "get_unverified_chain", None)  # 3.10 to 3.12, below the documented surface
    chain = private() if private is not None else None
    if chain:
        return tuple(ssl.PEM_cert_to_DER_cert(certificate.public_bytes()) for certificate in chain)
    try:
        leaf = connection.getpeercert(binary_form=True)
    except ValueError:  # no handshake yet
        return ()
    return (leaf,) if leaf else ()
