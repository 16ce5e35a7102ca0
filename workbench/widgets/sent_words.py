"""How much of a request got out before it failed: only what is known, and never less than happened."""

from __future__ import annotations

from workbench.models import Failure, Hop

_NOTHING = ("prepare", "certificate", "dns", "connect")


def what_was_sent(hop: Hop) -> str:
    """Return in a sentence whether anything of the request, or our certificate, reached the server."""
    failure = hop.failure
    if failure is None:
        return "The request was sent and answered."
    if failure.stage in _NOTHING:
        return "Nothing was sent."
    ours = hop.tls.client_certificate.sent if hop.tls else None
    if failure.kind == "tls_verification":
        return "Nothing was sent." if not ours else "Your certificate was sent, the request was not."
    return _request(hop, failure) + _with_certificate(ours)


def _request(hop: Hop, failure: Failure) -> str:
    if hop.response is not None:
        return "The request was sent."
    if failure.stage == "send":
        return "Part of the request may have been sent."
    # In TLS 1.3 our side of the handshake is done, and the request under way, before the server can refuse.
    if failure.stage == "receive" or hop.timing.send is not None:
        return "The request went out; whether the server read it is not known."
    return "Nothing of the request was sent."


def _with_certificate(ours: bool | None) -> str:
    return {True: " Your certificate was sent.", False: " No certificate was sent.", None: ""}[ours]
