"""The nouns everybody shares: frozen data, no behaviour beyond what is computed from them, no I/O.

The life of one send:

    Request ── prepared ──▶ per hop: Selection ▶ Handshake ▶ Response | Failure  =  Hop
                            all hops                                              =  Exchange

A name in double quotes in a comment is the key under which the contract's JSON shows the value.
"""

from __future__ import annotations

from workbench.models.entries import (
    CaEntry,
    CertificateEntry,
    Origin,
    Port,
    Problem,
    ProblemCode,
    Seen,
)
from workbench.models.events import (
    Arriving,
    Event,
    Gist,
    Growing,
    HopFinished,
    LogEntry,
    Phase,
    Progress,
    Underway,
)
from workbench.models.exchanges import (
    Content,
    Exchange,
    Failure,
    FailureKind,
    Hop,
    HopRequest,
    ProxyUsed,
    Response,
    Stage,
    Suspicion,
    SuspicionCode,
    Timing,
)
from workbench.models.handshakes import (
    Alert,
    ClientCertificate,
    Direction,
    Handshake,
    HandshakeMessage,
    PeerCertificate,
    RawMessage,
    Side,
    Storyteller,
    Verdict,
)
from workbench.models.requests import (
    TLS_VERSIONS,
    BodyType,
    Field,
    FormField,
    Request,
    RequestBody,
    RequestOptions,
    RequestTls,
    TlsVersion,
)
from workbench.models.selections import (
    Choice,
    Considered,
    DecidedBy,
    Outcome,
    Selection,
)
from workbench.models.terms import (
    Departure,
    Terms,
)

__all__ = [
    "TLS_VERSIONS",
    "Alert",
    "Arriving",
    "BodyType",
    "CaEntry",
    "CertificateEntry",
    "Choice",
    "ClientCertificate",
    "Considered",
    "Content",
    "DecidedBy",
    "Departure",
    "Direction",
    "Event",
    "Exchange",
    "Failure",
    "FailureKind",
    "Field",
    "FormField",
    "Gist",
    "Growing",
    "Handshake",
    "HandshakeMessage",
    "Hop",
    "HopFinished",
    "HopRequest",
    "LogEntry",
    "Origin",
    "Outcome",
    "PeerCertificate",
    "Phase",
    "Port",
    "Problem",
    "ProblemCode",
    "Progress",
    "ProxyUsed",
    "RawMessage",
    "Request",
    "RequestBody",
    "RequestOptions",
    "RequestTls",
    "Response",
    "Seen",
    "Selection",
    "Side",
    "Stage",
    "Storyteller",
    "Suspicion",
    "SuspicionCode",
    "Terms",
    "Timing",
    "TlsVersion",
    "Underway",
    "Verdict",
]
