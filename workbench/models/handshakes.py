"""A TLS handshake as it was observed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from workbench.models.entries import Problem

Side = Literal["server", "client"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A TLS alert (RFC 8446 §6, RFC 5246 §7.2) and what it means to a person."""

    sender: Side  # "from"
    level: Literal["warning", "fatal"]
    name: str
    meaning: str


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
    """The TLS part of a hop, as observed."""

    version: str | None = None
    cipher: str | None = None
    alpn: str | None = None
    server_name: str | None = None
    verification: Literal["on", "off"] = "on"
    verified: bool | None = None
    trusted_by: str | None = None
    problems: tuple[Problem, ...] = ()
    client_certificate: ClientCertificate = ClientCertificate()
    peer_chain: tuple[PeerCertificate, ...] = ()
    alerts: tuple[Alert, ...] = ()
    messages: tuple[HandshakeMessage, ...] = ()
