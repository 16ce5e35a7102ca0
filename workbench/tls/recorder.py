"""The ear on a handshake: OpenSSL's message callback, behind one small probe.

CPython hands every TLS message to `SSLContext._msg_callback`, an attribute its own tests use and its documentation
does not name. Everything that depends on it stands in this file; where it is missing, `observe` says so and the
record says "not observable" instead of guessing.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from time import perf_counter
from typing import Final

from workbench.models import Direction, RawMessage

ALERT: Final = 21  # RFC 8446 §5.1, content types
HANDSHAKE: Final = 22
_ROOM: Final = 512 * 1024  # bytes kept of a connection's messages: a peer may send key updates for ever
_OVERHEAD: Final = 4096  # what a message counts beside its bytes; a handshake has about 14 messages

Heard = tuple[float, Direction, int, int, bytes]
"""The fields of a RawMessage."""


class Recorder:
    """What was heard of one connection, in order, as long as there is `room` for it (bytes)."""

    __slots__ = ("heard", "room", "started")

    def __init__(self) -> None:
        self.started = perf_counter()
        self.heard: list[Heard] = []
        self.room = _ROOM

    @property
    def messages(self) -> tuple[RawMessage, ...]:
        """The messages so far."""
        return tuple(map(RawMessage._make, self.heard))


class ObservedObject(ssl.SSLObject):
    """An `SSLObject` that knows its recorder, so that messages of parallel connections stay apart."""

    recorder: Recorder | None = None


def observe(context: ssl.SSLContext) -> bool:
    """Let connections of `context` be recorded; return False where this Python cannot."""
    context.sslobject_class = ObservedObject
    setter = _setter()
    if setter is None:
        return False
    setter(context, _hear)
    return True


@contextmanager
def deaf(context: ssl.SSLContext) -> Iterator[None]:
    """Hear nothing on any connection of an observed `context` for one stretch of work that never waits.

    A large body is thousands of records, each of which would call us twice. `handshake.hear_error` tells what
    OpenSSL then says of a fatal alert.
    """
    setter = _setter()
    if setter is None:
        yield
        return
    setter(context, None)
    try:
        yield
    finally:
        setter(context, _hear)


@lru_cache(maxsize=1)
def _setter() -> Callable[[ssl.SSLContext, object], None] | None:
    # ssl.py wraps the callback in enum conversions on every record; the descriptor below it passes plain ints.
    descriptor = getattr(super(ssl.SSLContext, ssl.SSLContext), "_msg_callback", None)
    return getattr(descriptor, "__set__", None)


def _hear(connection: object, direction: Direction, version: int, content_type: int, _kind: int, data: bytes) -> None:
    # Runs inside OpenSSL for every record: an exception here would break the handshake, so nothing in it can raise.
    # A record's header (256) or inner type (257), of which a download has thousands, is done with at once; and it is
    # a plain tuple that is kept, since this runs with cold caches and every Python call in it costs a microsecond.
    if content_type > HANDSHAKE or content_type < ALERT or not isinstance(connection, ObservedObject):
        return
    recorder = connection.recorder
    if recorder is not None and recorder.room > len(data):
        recorder.room -= _OVERHEAD + len(data)
        recorder.heard.append((perf_counter(), direction, version, content_type, data))


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
