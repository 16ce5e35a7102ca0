"""The nouns everybody shares: frozen data, no behaviour beyond what is computed from them, no I/O.

The life of one send:

    Request ── prepared ──▶ per hop: Selection ▶ Handshake ▶ Response | Failure  =  Hop
                            all hops                                              =  Exchange

A name in double quotes in a comment is the key under which the contract's JSON shows the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

Port = int | Literal["*"] | None
"""A port as an entry says it: a number, any ("*"), or absent, which means 443."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Scheme, host in normal form (ASCII, lower case, IPv6 without brackets) and effective port of a URL."""

    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A named value that can be switched off: a header, a query parameter."""

    name: str
    value: str
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field of a form or of a multipart body; `file` is a path and replaces `value`."""

    name: str
    value: str = ""
    file: str | None = None
    content_type: str | None = None
    enabled: bool = True


BodyType = Literal["text", "json", "xml", "html", "form", "multipart", "file", "graphql"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """The body a person composed, before variables are put in."""

    type: BodyType
    text: str = ""
    fields: tuple[FormField, ...] = ()
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTls:
    """What one request says about TLS; None means: as the settings say."""

    verify: bool | None = None
    certificate: str | None = None  # a name, "id:…" or "none"; None = by the rules
    server_name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions:
    """What one request says about time, redirects and addresses; None means: as the settings say."""

    timeout: float | None = None
    follow_redirects: bool | None = None
    resolve: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as composed or saved (contract §4); `{{name}}` is still in it."""

    name: str = ""
    description: str = ""
    method: str = "GET"
    url: str = ""
    params: tuple[Field, ...] = ()
    headers: tuple[Field, ...] = ()
    path_params: Mapping[str, str] = field(default_factory=dict)
    body: RequestBody | None = None
    auth: Mapping[str, str] | None = field(default=None, repr=False)  # type and its fields; None = inherit
    tls: RequestTls = RequestTls()
    options: RequestOptions = RequestOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an entry's certificate said when its files were last readable."""

    subject: str
    not_after: datetime
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateEntry:
    """One `[[certificates]]` entry: which files stand for which hosts. Paths are as typed."""

    id: str
    host: str
    port: Port = None
    name: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    pfx_file: str | None = None
    ca_file: str | None = None
    passphrase: str | None = field(default=None, repr=False)  # "sealed:v1:…", "ask", clear by hand, or None
    enabled: bool = True
    added: datetime | None = None
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaEntry:
    """One `[[ca]]` entry: extra trust from a PEM file, for every host or for those that match."""

    file: str
    enabled: bool = True
    host: str | None = None
    port: Port = None


ProblemCode = str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A finding about a certificate, a key or a chain: a code of the contract and a sentence for people."""

    code: ProblemCode
    message: str
    subject: str | None = None
    field: str | None = None  # of an entry, and of the form: where the finding belongs


DecidedBy = Literal["rule", "pin", "session", "command", "none"]
Outcome = Literal["scheme", "disabled", "host", "port", "not_pinned", "outranked", "selected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A person's word on the certificate, above the rules: a name, "id:ID" or "none" (contract §3.7)."""

    by: Literal["pin", "session", "command"]
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Considered:
    """One entry and why it won or lost."""

    id: str
    name: str | None
    host: str
    port: Port
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which certificate a URL gets, and why. `stop` tells why nothing may be sent instead."""

    url: str
    host: str
    port: int
    by: DecidedBy
    entry: CertificateEntry | None
    outside_rule: bool = False
    usable: bool | None = None
    reason: str = ""
    considered: tuple[Considered, ...] = ()
    omitted: int = 0
    stop: str | None = None


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Milliseconds of each phase; None where the phase did not run."""

    dns: float | None = None
    tcp: float | None = None
    tls: float | None = None
    send: float | None = None
    wait: float | None = None
    download: float | None = None
    total: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Bytes of a body: all in `data` up to 8 MiB; above that the first MiB there and all in `path`."""

    size: int = 0
    data: bytes = field(default=b"", repr=False)
    path: Path | None = None
    complete: bool = True  # False when the connection ended before the body did


@dataclass(frozen=True, slots=True, kw_only=True)
class HopRequest:
    """What was written on one hop; header values are the real ones, masking happens where they are shown."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: Content | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The head of an answer; header text is latin-1 as it came, not yet made visible."""

    status: int
    reason: str
    http_version: str
    headers: tuple[tuple[str, str], ...] = ()
    body_bytes: int = 0  # decoded
    wire_bytes: int = 0  # as transferred


Stage = Literal["prepare", "certificate", "dns", "connect", "tls", "send", "receive"]
FailureKind = Literal[
    "unknown_variable",
    "invalid_request",
    "certificate_unusable",
    "dns_failed",
    "connection_refused",
    "unreachable",
    "connect_timeout",
    "proxy_failed",
    "tls_verification",
    "tls_alert",
    "tls_protocol",
    "tls_timeout",
    "certificate_required",
    "certificate_refused",
    "read_timeout",
    "write_timeout",
    "disconnected",
    "bad_response",
    "too_many_redirects",
    "cancelled",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What stopped a hop, in words: at which stage, of which kind, what to do, whose certificate."""

    stage: Stage
    kind: FailureKind
    message: str
    hint: str = ""
    certificate: Literal["ours", "theirs"] | None = None
    problem: ProblemCode | None = None  # why our certificate could not be used, when kind says so


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyUsed:
    """The proxy a hop went through (password taken out) and where its address came from."""

    url: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One request on one connection, and what came of it."""

    request: HopRequest
    selection: Selection
    proxy: ProxyUsed | None = None
    remote: str | None = None
    reused: bool = False
    tls: Handshake | None = None
    timing: Timing = Timing()
    response: Response | None = None
    failure: Failure | None = None
    notes: tuple[str, ...] = ()  # what the app did beside what was asked, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A send, finished: every hop, and the body of the last answer."""

    request: Request
    outcome: Literal["response", "failure", "prepared"]
    started: datetime
    hops: tuple[Hop, ...] = ()
    body: Content | None = None

    @property
    def response(self) -> Response | None:
        """The last hop's answer."""
        return self.hops[-1].response if self.hops else None

    @property
    def failure(self) -> Failure | None:
        """What stopped the last hop."""
        return self.hops[-1].failure if self.hops else None


Phase = Literal["prepare", "dns", "connect", "tls", "send", "wait", "receive"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a running send is: hop counted from 0, phase, body bytes so far."""

    hop: int
    phase: Phase
    sent: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class HopFinished:
    """A redirect hop is done and another follows."""

    hop: Hop


Event = Progress | HopFinished


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One line of the console: a send, finished, or something the app itself did or warns of, in words."""

    at: datetime
    exchange: Exchange | None = None
    text: str = ""
    level: Literal["info", "warning", "error"] = "info"
