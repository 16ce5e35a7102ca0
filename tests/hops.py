"""Hops, exchanges and log entries made by hand: what a widget is shown when no server is needed.

exchange(hop(accepted()))                      a 200 with alice's certificate sent and accepted
exchange(hop(asked_none_sent(), status=400))   the same server, without a certificate
exchange(hop(verification_failed(), failure=EXPIRED))
sent(answered("/a", 302), answered("/b"))      a redirect, as it stands in the console
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

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

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
ORIGIN = "https://api.example.test:8443"
URL = f"{ORIGIN}/get"
HOSTILE = "\x1b]0;owned\x07[@click=app.quit]x[/bad]\x9b\u202e"
ALICE = CertificateEntry(id="k3f9a2", host="*.example.test", port=8443, name="alice", cert_file="~/pki/client.crt")
CA_NAMES = ("CN=Example Test CA", "CN=Partner CA")


def peer(subject: str, **more: Any) -> PeerCertificate:
    """Return a certificate that is good for a year around NOW."""
    fields: dict[str, Any] = {
        "subject": subject,
        "issuer": "CN=Example Test CA",
        "serial": "0a1b",
        "not_before": datetime(2026, 6, 1, tzinfo=UTC),
        "not_after": datetime(2027, 6, 1, tzinfo=UTC),
        "sha256": "ab" * 32,
        "key_type": "EC-P-256",
        "san": ("api.example.test",),
    }
    return PeerCertificate(**(fields | more))


def chosen(**more: Any) -> Selection:
    """Return the selection of alice by rule."""
    fields: dict[str, Any] = {
        "url": URL,
        "host": "api.example.test",
        "port": 8443,
        "by": "rule",
        "entry": ALICE,
        "reason": "by rule *.example.test:8443, 1 of 2",
    }
    return Selection(**(fields | more))


def nobody(**more: Any) -> Selection:
    """Return a selection of none, alice nearly fitting."""
    near = Considered(
        id="k3f9a2",
        name="alice",
        host="*.example.test",
        port=443,
        outcome="port",
        reason="alice is for port 443, this is 8443",
    )
    fields: dict[str, Any] = {
        "by": "none",
        "entry": None,
        "reason": "no entry is for it",
        "considered": (near,),
    }
    return chosen(**(fields | more))


def accepted(**more: Any) -> Handshake:
    """Return a TLS 1.3 handshake in which alice was asked for, sent and accepted."""
    ours = ClientCertificate(
        requested=True,
        acceptable_issuers=CA_NAMES,
        sent=True,
        subject="CN=alice",
        issuer="CN=Example Test CA",
        sha256="7a1f90c2" * 8,
        verdict="accepted",
    )
    fields: dict[str, Any] = {
        "version": "TLSv1.3",
        "cipher": "TLS_AES_256_GCM_SHA384",
        "alpn": "http/1.1",
        "server_name": "api.example.test",
        "verified": True,
        "trusted_by": "~/pki/company-ca.pem",
        "client_certificate": ours,
        "peer_chain": (peer("CN=api.example.test"), peer("CN=Example Test CA", san=())),
        "messages": (RawMessage(at=0.0, direction="write", version=0x0303, content_type=22, data=b"\x01\0\0\0"),),
    }
    return Handshake(**(fields | more))


def tell(handshake: Handshake) -> tuple[HandshakeMessage, ...]:
    """Tell of each message that it was a ClientHello, as a storyteller that reads nothing."""
    told = HandshakeMessage(
        sender="client",
        name="ClientHello",
        at_ms=0.0,
        note="We offer TLS 1.3",
        fields=(("Versions", "TLS 1.3"), ("Server name", "api.example.test")),
    )
    return tuple(told for _ in handshake.messages)


def asked_none_sent() -> Handshake:
    """Return a handshake in which the server asked and an empty answer went out."""
    ours = ClientCertificate(requested=True, acceptable_issuers=CA_NAMES, sent=False, verdict="none_to_send")
    return accepted(client_certificate=ours)


def refused() -> Handshake:
    """Return a handshake in which alice was sent and refused with an alert."""
    ours = replace(accepted().client_certificate, verdict="refused", issuer="CN=Other CA")
    alert = Alert(sender="server", level="fatal", name="unknown_ca", meaning="it does not know your CA")
    return accepted(client_certificate=ours, alerts=(alert,))


def verification_failed() -> Handshake:
    """Return a handshake that we stopped because the server's certificate has expired."""
    old = peer("CN=old.test", not_after=datetime(2026, 1, 1, tzinfo=UTC), der=b"\x30\x00")
    message = "The server's certificate expired on 2026-01-01."
    found = Problem(code="expired", message=message, subject="CN=old.test")
    ours = ClientCertificate(requested=True, sent=False)
    return accepted(verified=False, trusted_by=None, problems=(found,), peer_chain=(old,), client_certificate=ours)


EXPIRED = Failure(
    stage="tls",
    kind="tls_verification",
    message="The server's certificate expired on 2026-01-01.",
    hint="Nothing was sent. Show the chain, trust its CA for this host, or send once unverified.",
    certificate="theirs",
)
REFUSED = Failure(
    stage="tls",
    kind="certificate_refused",
    message="The server refused your certificate (alice): it does not know the CA that issued it.",
    hint="Choose another certificate.",
    certificate="ours",
)
REQUIRED = Failure(
    stage="tls",
    kind="certificate_required",
    message="The server requires a client certificate, and none was sent.",
    hint="Add a certificate for api.example.test:8443, or choose one.",
    certificate="ours",
)


def unusable(problem: str) -> Failure:
    """Return the failure of an entry that won and cannot be used."""
    return Failure(
        stage="certificate",
        kind="certificate_unusable",
        message="Your certificate (alice) cannot be used.",
        certificate="ours",
        problem=problem,
    )


def hop(tls: Handshake | None, **more: Any) -> Hop:
    """Return a hop to URL; `status`, `headers` and `reason` make its answer, a `failure` takes its place."""
    failure = more.pop("failure", None)
    status = more.pop("status", 200)
    headers = more.pop("headers", (("Content-Type", "application/json"),))
    reason = more.pop("reason", "OK")
    answer = Response(status=status, reason=reason, http_version="HTTP/1.1", headers=headers)
    fields: dict[str, Any] = {
        "request": HopRequest(method="GET", url=URL, headers=(("Authorization", "Bearer abc"),)),
        "selection": chosen(),
        "remote": "127.0.0.1:8443",
        "tls": tls,
        "timing": Timing(dns=1.0, tcp=2.0, tls=30.0, send=1.0, wait=100.0, download=9.0, total=143.0),
        "response": None if failure else answer,
        "failure": failure,
    }
    return Hop(**(fields | more))


def answered(path: str = "/get", status: int = 200) -> Hop:
    """Return a hop to a path in which alice was chosen before bob, sent, and accepted, with secrets both ways."""
    won = Considered(id="k3f9a2", name="alice", host="*.example.test", port=8443, outcome="selected", reason="by rule")
    lost = Considered(id="b", name="bob", host="a.test", port=None, outcome="port", reason="port 8443 is not 443")
    asked = (("Host", "api.example.test:8443"), ("Authorization", "Bearer 0123456789abcdef"))
    answer = Response(
        status=status,
        reason="OK",
        http_version="HTTP/1.1",
        headers=(("Content-Type", "application/json"), ("Set-Cookie", "sid=1234567; Path=/")),
        body_bytes=1900,
        wire_bytes=800,
    )
    return hop(
        accepted(),
        request=HopRequest(method="GET", url=f"{ORIGIN}{path}", headers=asked),
        selection=chosen(url=f"{ORIGIN}{path}", considered=(won, lost), omitted=3),
        response=answer,
    )


def failed() -> Hop:
    """Return a hop that we ended with an alert because the server's certificate has expired."""
    alert = Alert(sender="client", level="fatal", name="certificate_expired", meaning="we stopped")
    tls = replace(verification_failed(), alerts=(alert,))
    return hop(tls, failure=EXPIRED, timing=Timing(tcp=1, tls=12, total=38))


def hostile() -> Hop:
    """Return a hop in which everything a peer can say is an attack on the terminal or on markup."""
    ours = replace(accepted().client_certificate, acceptable_issuers=(HOSTILE,), note=HOSTILE)
    leaf = peer(HOSTILE, issuer=HOSTILE, san=(HOSTILE,))
    alert = Alert(sender="server", level="fatal", name=HOSTILE, meaning=HOSTILE)
    tls = accepted(client_certificate=ours, peer_chain=(leaf,), alerts=(alert,), trusted_by=HOSTILE, alpn=HOSTILE)
    answer = Response(status=200, reason=HOSTILE, http_version=HOSTILE, headers=((HOSTILE, HOSTILE),))
    return replace(answered(), tls=tls, response=answer, notes=(HOSTILE,), remote=HOSTILE)


def exchange(*hops: Hop, body: bytes | None = b'{"a": 1}') -> Exchange:
    """Return a finished send of these hops; a failed one has no body."""
    failed = hops[-1].failure is not None
    content = None if failed or body is None else Content(size=len(body), data=body)
    return Exchange(
        request=Request(method=hops[0].request.method, url=hops[0].request.url),
        outcome="failure" if failed else "response",
        started=NOW,
        hops=hops,
        body=content,
    )


def sent(*hops: Hop, body: bytes | None = None) -> LogEntry:
    """Return a send as it stands in the log."""
    return LogEntry(at=NOW, exchange=exchange(*hops, body=body))


def told(text: str) -> LogEntry:
    """Return a deed of the app as it stands in the log."""
    return LogEntry(at=NOW, text=text)
