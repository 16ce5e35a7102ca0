"""A send, finished: what went out on each hop, what came back, or what stopped it."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Literal

from workbench.models.entries import ProblemCode
from workbench.models.handshakes import Handshake
from workbench.models.requests import Request
from workbench.models.selections import Selection
from workbench.models.terms import Departure
from workbench.nouns import dataclass


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
    """Bytes of a body: all in `data` up to 8 MiB; above that the first MiB there and all in `path`.

    `raw` are the bytes as they were transferred, where their coding could not be undone to the end.
    """

    size: int = 0
    data: bytes = field(default=b"", repr=False)
    path: Path | None = None
    complete: bool = True  # False when the body is not here to its end
    raw: Content | None = None
    owner: object = field(default=None, repr=False, compare=False)  # a file of ours goes when nobody holds this


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


SuspicionCode = Literal[
    "inspected",
    "own_intermediate_missing",
    "host_header_on_address",
    "our_clock",
    "their_clock",
    "stale_resolve",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A likely mistake that the facts of a hop point to: what it is, and what to do about it."""

    code: SuspicionCode
    message: str
    hint: str = ""


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
    """The proxy a hop went through (password taken out), where its address came from, and TLS to it, if any."""

    url: str
    source: str
    tls: Handshake | None = None


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
    suspicions: tuple[Suspicion, ...] = ()
    departures: tuple[Departure, ...] = ()  # what about its connection was not standard


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
    def spent(self) -> float | None:
        """Milliseconds of all hops together, None where none was begun."""
        known = [hop.timing.total for hop in self.hops if hop.timing.total is not None]
        return sum(known) if known else None

    @property
    def failure(self) -> Failure | None:
        """What stopped the last hop."""
        return self.hops[-1].failure if self.hops else None
