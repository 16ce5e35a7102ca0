"""A TLS handshake as it was observed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from typing import Literal, NamedTuple

from workbench.models.entries import Problem
from workbench.nouns import dataclass

Side = Literal["server", "client"]
Direction = Literal["read", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A TLS alert (RFC 8446 §6, RFC 5246 §7.2) and what it means to a person."""

    sender: Side  # "from"
    level: Literal["warning", "fatal"]
    name: str
    meaning: str


class RawMessage(NamedTuple):
    """One handshake message or alert as it stood on the wire, with its header, at `at` seconds of `perf_counter`.

    A tuple, not a dataclass: it is made inside OpenSSL's callback, a dozen times for every connection.
    """

    at: float
    direction: Direction
    version: int  # 0x0304 is TLS 1.3
    content_type: int  # 22 a handshake message, 21 an alert (RFC 8446 §5.1)
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class HandshakeMessage:
    """One message of the handshake, in order: who sent it, when, and what it says in plain words."""

    sender: Side
    name: str
    at_ms: float  # since the first byte of this handshake
    note: str = ""
    fields: tuple[tuple[str, str], ...] = ()


Verdict = Literal["not_requested", "unknown", "none_to_send", "withheld", "refused", "likely_refused", "accepted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCertificate:
    """What happened to our certificate: asked for, sent, taken. None means: not observed."""

    requested: bool | None = None
    acceptable_issuers: tuple[str, ...] = ()
    signature_algorithms: tuple[str, ...] = ()
    sent: bool | None = None
    subject: str | None = None
    issuer: str | None = None
    sha256: str | None = None
    verdict: Verdict = "unknown"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerCertificate:
    """One certificate the server sent, leaf first."""

    subject: str
    issuer: str
    serial: str
    not_before: datetime
    not_after: datetime
    sha256: str
    key_type: str
    san: tuple[str, ...] = ()
    der: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handshake:
    """The TLS part of a hop, as observed; `tls.story.tell` puts its messages into words for whoever looks.

    `began` is the second of `perf_counter` that the messages' times count from.
    """

    version: str | None = None
    cipher: str | None = None
    alpn: str | None = None
    server_name: str | None = None
    verification: Literal["on", "off"] = "on"
    verified: bool | None = None
    trusted_by: str | None = None
    trust_source: str | None = None  # the same in words, such as "the CA of your entry alice"
    problems: tuple[Problem, ...] = ()
    client_certificate: ClientCertificate = ClientCertificate()
    peer_chain: tuple[PeerCertificate, ...] = ()
    alerts: tuple[Alert, ...] = ()
    messages: tuple[RawMessage, ...] = field(default=(), repr=False)
    began: float = 0.0


Storyteller = Callable[[Handshake], tuple[HandshakeMessage, ...]]
"""Puts a handshake's messages into words; handed to what shows them and may not know TLS."""
