"""What the network can do to us, as exceptions that httpcore passes through.

    httpcore.ConnectError
        ResolveFailed        no address for a name
        ConnectFailed        no address could be connected
        HandshakeFailed      TLS did not come about
    httpcore.ConnectTimeout
        ConnectTimedOut      DNS, TCP and TLS together took too long
    httpcore.ReadError
        ReceiveFailed        reading broke off: reset, TLS alert, bad record
        PeerClosed           the peer closed before the first byte of an answer
    httpcore.WriteError
        SendFailed           writing broke off; httpcore then still reads the answer
    httpcore.ReadTimeout
        ReceiveTimedOut
    httpcore.WriteTimeout
        SendTimedOut
    httpcore.RemoteProtocolError
        Misspoken            what came is no HTTP answer, or breaks its rules beyond repair
        CutOff               the peer closed before its answer was complete
    HandshakeDone            no fault: nothing more than a handshake was wanted

Each carries facts; `failure.explain` turns them into words in one place.
"""

from __future__ import annotations

from dataclasses import dataclass

import httpcore

from workbench.models import Phase


@dataclass(eq=False)
class ResolveFailed(httpcore.ConnectError):
    """No address for `host`; `reason` is the resolver's word."""

    host: str
    reason: str


@dataclass(eq=False)
class ConnectFailed(httpcore.ConnectError):
    """No address answered: each one tried, with the error it gave."""

    attempts: tuple[tuple[str, OSError], ...]


@dataclass(eq=False)
class HandshakeFailed(httpcore.ConnectError):
    """TLS did not come about; `cause` is OpenSSL's or the socket's error."""

    cause: OSError


@dataclass(eq=False)
class ConnectTimedOut(httpcore.ConnectTimeout):
    """The time for DNS, TCP and TLS together ran out in `phase`; `tried` are the addresses known by then."""

    phase: Phase
    tried: tuple[str, ...]


@dataclass(eq=False)
class ReceiveFailed(httpcore.ReadError):
    """Reading broke off with `cause`."""

    cause: OSError


class PeerClosed(httpcore.ReadError):
    """The peer closed before the first byte of an answer."""


@dataclass(eq=False)
class SendFailed(httpcore.WriteError):
    """Writing broke off with `cause`."""

    cause: OSError


class ReceiveTimedOut(httpcore.ReadTimeout):
    """No byte came for the time allowed."""


class SendTimedOut(httpcore.WriteTimeout):
    """The peer took no byte for the time allowed."""


@dataclass(eq=False)
class Misspoken(httpcore.RemoteProtocolError):
    """What came is no HTTP answer, or breaks its rules beyond repair; `words` say which bytes, made visible."""

    words: str


@dataclass(eq=False)
class CutOff(httpcore.RemoteProtocolError):
    """The peer closed before its answer was complete; `words` say where in it."""

    words: str


class HandshakeDone(Exception):
    """TLS came about, which was all that was wanted: the connection is closed, and nothing was sent over it."""
