"""What of a request may go to another origin: nothing that is secret (contract §3.8, §7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from workbench import masking
from workbench.engine import encoding
from workbench.engine.outgoing import BODY_HEADERS, NotPrepared, Outgoing, Payload
from workbench.models import RequestBody

_FRAMING: Final = ("content-length", "transfer-encoding")
_FORM: Final = "application/x-www-form-urlencoded"


def stripped(outgoing: Outgoing, secrets: Collection[str]) -> tuple[Outgoing, tuple[str, ...]]:
    """Return the request as another origin may see it, and what stays behind (sentences).

    Its URL is the new one already. Raise NotPrepared where a body holds a secret that cannot be taken out of it.
    """
    kept = tuple((name, value) for name, value in outgoing.headers if not _is_secret(name, value, secrets))
    dropped = sorted({name for name, value in outgoing.headers if _is_secret(name, value, secrets)})
    host = ("Host", outgoing.url.netloc)
    headers = (host, *(header for header in kept if header[0].lower() != "host"))
    bare = replace(outgoing, headers=headers, server_name=None, address=None)
    notes = (f"Not sent to {outgoing.origin.host}: {', '.join(dropped)}.",) if dropped else ()
    if bare.payload is None:
        return bare, notes
    return _without_secrets_in_body(bare, bare.payload, notes, secrets)


def _is_secret(name: str, value: str, secrets: Collection[str]) -> bool:
    return masking.is_secret_name(name) or (name.lower() not in _FRAMING and masking.holds(value, secrets))


def _without_secrets_in_body(
    outgoing: Outgoing, payload: Payload, notes: tuple[str, ...], secrets: Collection[str]
) -> tuple[Outgoing, tuple[str, ...]]:
    kind = _content_type(outgoing)
    body, dropped = _without_secret_fields(payload.source, kind, secrets) if payload.source else (None, ())
    if dropped:
        outgoing = _with_body(outgoing, body, kind)
        notes += (f"Form fields not sent to {outgoing.origin.host}: {', '.join(dropped)}.",)
    rest = outgoing.payload
    if rest is not None and masking.is_secret_content(rest.content(), _content_type(outgoing), secrets):
        message = f"The redirect would take a secret in the body to another origin, {outgoing.origin.host}."
        raise NotPrepared("invalid_request", message)
    return outgoing, notes


def _without_secret_fields(
    body: RequestBody, kind: str, secrets: Collection[str]
) -> tuple[RequestBody, tuple[str, ...]]:
    if body.fields:
        staying = tuple(each for each in body.fields if not _is_secret(each.name, each.value, secrets))
        return replace(body, fields=staying), tuple(each.name for each in body.fields if each not in staying)
    if kind.partition(";")[0].strip().lower() != _FORM:
        return body, ()
    pieces = body.text.split("&")
    kept = [piece for piece in pieces if masking.form(piece) == piece and not masking.holds(piece, secrets)]
    dropped = (piece.partition("=") for piece in pieces if piece not in kept)
    return replace(body, text="&".join(kept)), tuple(name if equals else "(no name)" for name, equals, _ in dropped)


def _with_body(outgoing: Outgoing, body: RequestBody | None, kind: str) -> Outgoing:
    payload = encoding.payload(body)
    headers = tuple((name, value) for name, value in outgoing.headers if name.lower() not in BODY_HEADERS)
    if payload is not None and body is not None:
        # Encoded anew, a multipart body has another boundary.
        kind = (payload.content_type if body.type == "multipart" else kind) or ""
        headers += (("Content-Type", kind), ("Content-Length", str(payload.size)))
    return replace(outgoing, headers=headers, payload=payload)


def _content_type(outgoing: Outgoing) -> str:
    return next((value for name, value in outgoing.headers if name.lower() == "content-type"), "")
