"""Exchanges as an engine would hand them over, for what shows them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from workbench.models import (
    Alert,
    CertificateEntry,
    ClientCertificate,
    Considered,
    Content,
    Exchange,
    Failure,
    Handshake,
    HandshakeMessage,
    Hop,
    HopRequest,
    LogEntry,
    PeerCertificate,
    Problem,
    RawMessage,
    Request,
    Response,
    Selection,
    Timing,
)

AT = datetime(2026, 11, 20, 14, 2, 11, tzinfo=UTC)
HOSTILE = "\x1b]0;owned\x07[@click=app.quit]x[/bad]\x9b\u202e"
ALICE = CertificateEntry(id="k3f9a2", host="*.example.test", port=8443, name="alice", pfx_file="/pki/alice.p12")
LEAF = PeerCertificate(
    subject="CN=api.example.test",
    issuer="CN=Example Test CA",
    serial="1f",
    not_before=AT,
    not_after=AT + timedelta(days=90),
    sha256="7a" * 32,
    key_type="EC-P-256",
    san=("api.example.test",),
)


def tell(handshake: Handshake) -> tuple[HandshakeMessage, ...]:
    """Tell of each message that the server asked, as a storyteller that reads nothing."""
    fields = (("Issuers", HOSTILE),)
    return tuple(
        HandshakeMessage(sender="server", name="CertificateRequest", at_ms=3.2, note=HOSTILE, fields=fields)
        for _ in handshake.messages
    )


def selection(url: str) -> Selection:
    won = Considered(id="k3f9a2", name="alice", host="*.example.test", port=8443, outcome="selected", reason="by rule")
    lost = Considered(id="b", name="bob", host="a.test", port=None, outcome="port", reason="port 8443 is not 443")
    return Selection(
        url=url,
        host="api.example.test",
        port=8443,
        by="rule",
        entry=ALICE,
        reason="by rule *.example.test:8443, 1 of 1",
        considered=(won, lost),
        omitted=3,
    )


def answered(path: str = "/get", status: int = 200) -> Hop:
    """Return a hop with a verified handshake, alice's certificate accepted, and an answer."""
    url = f"https://api.example.test:8443{path}"
    ours = ClientCertificate(
        requested=True,
        acceptable_issuers=("CN=Example Test CA",),
        sent=True,
        subject="CN=alice",
        sha256="ab" * 32,
        verdict="accepted",
    )
    return Hop(
        request=HopRequest(
            method="GET",
            url=url,
            headers=(("Host", "api.example.test:8443"), ("Authorization", "Bearer 0123456789abcdef")),
        ),
        selection=selection(url),
        remote="127.0.0.1:8443",
        tls=Handshake(
            version="TLSv1.3",
            cipher="TLS_AES_256_GCM_SHA384",
            alpn="http/1.1",
            verified=True,
            trusted_by="~/pki/company-ca.pem",
            client_certificate=ours,
            peer_chain=(LEAF,),
            messages=(RawMessage(at=0.0, direction="read", version=0x0304, content_type=22, data=b"\x0d\0\0\0"),),
        ),
        timing=Timing(dns=0.4, tcp=0.8, tls=12, send=0.1, wait=120, download=3, total=143),
        response=Response(
            status=status,
            reason="OK",
            http_version="HTTP/1.1",
            headers=(("Content-Type", "application/json"), ("Set-Cookie", "sid=1234567; Path=/")),
            body_bytes=1900,
            wire_bytes=800,
        ),
    )


def failed() -> Hop:
    """Return a hop whose server's certificate has expired."""
    hop = answered()
    assert hop.tls is not None
    problem = Problem(code="expired", message="The server's certificate expired on 2026-01-01.")
    ours = replace(hop.tls.client_certificate, sent=False, verdict="unknown")
    tls = replace(
        hop.tls,
        verified=False,
        trusted_by=None,
        problems=(problem,),
        client_certificate=ours,
        alerts=(Alert(sender="client", level="fatal", name="certificate_expired", meaning="we stopped"),),
    )
    failure = Failure(
        stage="tls",
        kind="tls_verification",
        message="The server's certificate has expired.",
        hint="Send once unverified.",
        certificate="theirs",
    )
    return replace(hop, tls=tls, response=None, failure=failure, timing=Timing(tcp=1, tls=12, total=38))


def hostile() -> Hop:
    """Return a hop in which everything a peer can say is an attack on the terminal or on markup."""
    hop = answered()
    assert hop.tls is not None and hop.response is not None
    ours = replace(hop.tls.client_certificate, acceptable_issuers=(HOSTILE,), note=HOSTILE)
    leaf = replace(LEAF, subject=HOSTILE, issuer=HOSTILE, san=(HOSTILE,))
    alert = Alert(sender="server", level="fatal", name=HOSTILE, meaning=HOSTILE)
    tls = replace(
        hop.tls, client_certificate=ours, peer_chain=(leaf,), alerts=(alert,), trusted_by=HOSTILE, alpn=HOSTILE
    )
    response = replace(hop.response, reason=HOSTILE, http_version=HOSTILE, headers=((HOSTILE, HOSTILE),))
    return replace(hop, tls=tls, response=response, notes=(HOSTILE,), remote=HOSTILE)


def exchange(*hops: Hop, body: bytes = b"") -> Exchange:
    request = Request(method=hops[0].request.method, url=hops[0].request.url)
    return Exchange(
        request=request,
        outcome="failure" if hops[-1].failure else "response",
        started=AT,
        hops=hops,
        body=Content(size=len(body), data=body) if body else None,
    )


def sent(*hops: Hop, body: bytes = b"") -> LogEntry:
    return LogEntry(at=AT, exchange=exchange(*hops, body=body))


def told(text: str) -> LogEntry:
    return LogEntry(at=AT, text=text)
