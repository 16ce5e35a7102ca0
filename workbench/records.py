"""The shared nouns as JSON documents (contract §6): plain dicts, `null` where a thing is not known.

Nothing here is made visible for a terminal: a JSON writer escapes. Secrets are masked unless asked otherwise.
"""

from __future__ import annotations

import base64
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from workbench import charsets, masking
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
    PeerCertificate,
    Port,
    ProxyUsed,
    Response,
    Selection,
    Storyteller,
    Suspicion,
    Timing,
)

Document = dict[str, object]
_Said = TypeVar("_Said", Failure, Suspicion)

BODY_LIMIT = 1024 * 1024
"""How many bytes of a body a document holds at most."""

VOCABULARY = frozenset(
    {"alpn", "base64", "by", "certificate", "cipher", "code", "from", "http_version", "id", "key_type", "kind", "level"}
    | {"not_after", "not_before", "outcome", "serial", "sha256", "stage", "text", "trust_source", "verdict"}
    | {"verification", "version"}
)
"""Texts of a document by their names that hold our own words, dates and numbers, or were masked before."""


def timestamp(moment: datetime) -> str:
    """Return RFC 3339 in UTC with `Z`, with milliseconds where there are any; a naive time counts as UTC."""
    known = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    shown = known.isoformat(timespec="milliseconds" if known.microsecond else "seconds")
    return shown.replace("+00:00", "Z")


def error_document(kind: str, message: str, where: str | None) -> Document:
    """Return what `--json` prints when something went wrong before there was a record."""
    return {"error": {"kind": kind, "message": message, "where": where}}


def exchange_document(
    exchange: Exchange,
    *,
    show_secrets: bool = False,
    secrets: Collection[str] = (),
    tell: Storyteller | None = None,
) -> Document:
    """Return the exchange record of `send --json`; `secrets` are the values of secret variables.

    With `tell`, each handshake has its story as "messages".
    """
    hide = None if show_secrets else secrets
    return {
        "outcome": exchange.outcome,
        "started": timestamp(exchange.started),
        "hops": [_hop_document(hop, tell, hide) for hop in exchange.hops],
        "body": content_document(exchange.body, _content_type(exchange.response), hide=hide),
    }


def selection_document(selection: Selection, *, show_secrets: bool = False) -> Document:
    """Return what `which --json` prints."""
    return {
        "url": selection.url if show_secrets else masking.url(selection.url),
        "host": selection.host,
        "port": selection.port,
        "by": selection.by,
        "certificate": _chosen(selection.entry) if selection.entry else None,
        "outside_rule": selection.outside_rule,
        "usable": selection.usable,
        "reason": selection.reason,
        "considered": [_considered(entry) for entry in selection.considered],
        "omitted": selection.omitted,
    }


def content_document(
    content: Content | None, content_type: str = "", *, hide: Collection[str] | None = None
) -> Document | None:
    """Return BODY: `text` where the bytes are text in the charset of `content_type`, else `base64`.

    Secrets in it are masked, unless `hide` is None: fields by their names, and these values wherever they stand.
    """
    if content is None:
        return None
    whole = content.data if hide is None else masking.body(content, content_type, hide).data
    shown = whole[:BODY_LIMIT]
    truncated = content.size > min(len(content.data), BODY_LIMIT)
    text = charsets.text(shown, content_type, cut=truncated or len(shown) < len(whole) or not content.complete)
    return {
        "bytes": content.size,
        "text": text,
        "base64": base64.b64encode(shown).decode("ascii") if text is None else None,
        "truncated": truncated,
    }


def masked(hop: Hop, secrets: Collection[str] = ()) -> Hop:
    """Return a hop as it may be shown; `secrets` are the values of secret variables."""
    url = masking.hidden(masking.url(hop.selection.url), secrets)
    return replace(
        hop,
        request=masking.request(hop.request, secrets),
        selection=replace(hop.selection, url=url),
        response=masking.response(hop.response, secrets) if hop.response else None,
        failure=_masked(hop.failure, secrets) if hop.failure else None,
        suspicions=tuple(_masked(suspicion, secrets) for suspicion in hop.suspicions),
        departures=tuple(replace(each, text=masking.hidden(each.text, secrets)) for each in hop.departures),
        notes=tuple(masking.hidden(note, secrets) for note in hop.notes),
    )


def certificate_document(certificate: PeerCertificate) -> Document:
    """Return a certificate as `peer_chain` and lists of CAs show it."""
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "not_before": timestamp(certificate.not_before),
        "not_after": timestamp(certificate.not_after),
        "sha256": certificate.sha256,
        "key_type": certificate.key_type,
        "san": list(certificate.san),
    }


def effective_port(port: Port) -> int | str:
    """Return an entry's port as documents show it: absent means 443."""
    return 443 if port is None else port


def _masked(said: _Said, secrets: Collection[str]) -> _Said:
    return replace(said, message=masking.hidden(said.message, secrets), hint=masking.hidden(said.hint, secrets))


def _hop_document(hop: Hop, tell: Storyteller | None, hide: Collection[str] | None) -> Document:
    body = content_document(hop.request.body, _named(hop.request.headers, "content-type"), hide=hide)
    if hide is None:
        return _hop(hop, body, tell)
    # A host, a server name or a fault of the chain can hold one too: what stands in the URL is told in many places.
    return masking.hidden_document(_hop(masked(hop, hide), body, tell), hide, VOCABULARY)


def _hop(hop: Hop, body: Document | None, tell: Storyteller | None) -> Document:  # what is secret is masked by now
    return {
        "request": {
            "method": hop.request.method,
            "url": hop.request.url,
            "headers": [list(header) for header in hop.request.headers],
            "body": body,
        },
        "selection": selection_document(hop.selection, show_secrets=True),
        "proxy": proxy_document(hop.proxy, tell) if hop.proxy else None,
        "remote": hop.remote,
        "reused": hop.reused,
        "tls": handshake_document(hop.tls, tell) if hop.tls else None,
        "timing_ms": _timing(hop.timing),
        "response": _response(hop.response) if hop.response else None,
        "failure": failure_document(hop.failure) if hop.failure else None,
        "suspicions": [{"code": each.code, "message": each.message, "hint": each.hint} for each in hop.suspicions],
        "departures": [{"text": departure.text, "loud": departure.loud} for departure in hop.departures],
        "notes": list(hop.notes),
    }


def _chosen(entry: CertificateEntry) -> Document:
    return {
        "id": entry.id,
        "name": entry.name,
        "host": entry.host,
        "port": effective_port(entry.port),
        "subject": entry.seen.subject if entry.seen else None,
        "not_after": timestamp(entry.seen.not_after) if entry.seen else None,
    }


def _considered(entry: Considered) -> Document:
    return {
        "id": entry.id,
        "name": entry.name,
        "host": entry.host,
        "port": effective_port(entry.port),
        "outcome": entry.outcome,
        "reason": entry.reason,
    }


def proxy_document(proxy: ProxyUsed, tell: Storyteller | None = None) -> Document:
    """Return `proxy` of a hop."""
    tls = handshake_document(proxy.tls, tell) if proxy.tls is not None else None
    return {"url": masking.url(proxy.url), "source": proxy.source, "tls": tls}


def handshake_document(tls: Handshake, tell: Storyteller | None = None) -> Document:
    """Return `tls` of a hop; with `tell`, its story as "messages"."""
    return {
        "version": tls.version,
        "cipher": tls.cipher,
        "alpn": tls.alpn,
        "server_name": tls.server_name,
        "verification": tls.verification,
        "verified": tls.verified,
        "trusted_by": tls.trusted_by,
        "trust_source": tls.trust_source,
        "problems": [{"code": each.code, "message": each.message, "subject": each.subject} for each in tls.problems],
        "client_certificate": _client_certificate(tls.client_certificate),
        "peer_chain": [certificate_document(certificate) for certificate in tls.peer_chain],
        "alerts": [_alert(alert) for alert in tls.alerts if alert.name != "close_notify"],
        **({"messages": [_message(message) for message in tell(tls)]} if tell is not None else {}),
    }


def _message(message: HandshakeMessage) -> Document:
    return {
        "from": message.sender,
        "at_ms": message.at_ms,
        "name": message.name,
        "note": message.note,
        "fields": dict(message.fields),
    }


def _client_certificate(ours: ClientCertificate) -> Document:
    return {
        "requested": ours.requested,
        "acceptable_issuers": list(ours.acceptable_issuers),
        "signature_algorithms": list(ours.signature_algorithms),
        "sent": ours.sent,
        "subject": ours.subject,
        "sha256": ours.sha256,
        "verdict": ours.verdict,
        "note": ours.note,
    }


def _alert(alert: Alert) -> Document:
    return {"from": alert.sender, "level": alert.level, "name": alert.name, "meaning": alert.meaning}


def _timing(timing: Timing) -> Document:
    phases = ("dns", "tcp", "tls", "send", "wait", "download", "total")
    return {phase: _rounded(getattr(timing, phase)) for phase in phases}


def _rounded(milliseconds: float | None) -> float | None:
    return None if milliseconds is None else round(milliseconds, 3)


def _response(response: Response) -> Document:
    return {
        "status": response.status,
        "reason": response.reason,
        "http_version": response.http_version,
        "headers": [list(header) for header in response.headers],
        "body_bytes": response.body_bytes,
        "wire_bytes": response.wire_bytes,
    }


def failure_document(failure: Failure) -> Document:
    """Return `failure` of a hop."""
    return {
        "stage": failure.stage,
        "kind": failure.kind,
        "message": failure.message,
        "hint": failure.hint,
        "certificate": failure.certificate,
    }


def _content_type(response: Response | None) -> str:
    return _named(response.headers, "content-type") if response else ""


def _named(headers: tuple[tuple[str, str], ...], wanted: str) -> str:
    return next((value for name, value in headers if name.lower() == wanted), "")
