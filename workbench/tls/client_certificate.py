"""Asked, sent, taken: the verdict on our certificate, by cause (contract §6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from workbench.certificates.material import Identity
from workbench.certificates.names import issuer_names
from workbench.models import Alert, ClientCertificate, Verdict
from workbench.tls.handshake import Observed

_NGINX_WORDS: Final = ("No required SSL certificate was sent", "The SSL certificate error")
_NGINX_STATUSES: Final = (495, 496)  # nginx's own, sent to clients as 400 unless an error_page changes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a hop ended, as far as it tells about our certificate.

    `stopped_by_us`: our own verification ended the handshake. `dropped`: EOF or reset before any byte of an answer.
    `first`: it was this connection's first request. `head` is the beginning of the body as text.
    """

    stopped_by_us: bool = False
    dropped: bool = False
    first: bool = True
    status: int | None = None
    head: str = ""


def judge(observed: Observed | None, identity: Identity | None, ending: Ending) -> ClientCertificate:
    """Say what happened to our certificate; None for `observed` means the handshake could not be watched."""
    told = ClientCertificate() if observed is None else _judged(observed, identity, ending)
    if observed is None:
        told = replace(told, note="Not observable: this Python does not report the handshake's messages.")
    if identity is None:
        return told
    return replace(told, subject=identity.subject, issuer=identity.issuer, sha256=identity.sha256)


def _judged(observed: Observed, identity: Identity | None, ending: Ending) -> ClientCertificate:
    request = observed.request
    verdict = _verdict(observed, identity, ending)
    return ClientCertificate(
        requested=observed.requested,
        acceptable_issuers=request.acceptable_issuers if request else (),
        signature_algorithms=request.signature_algorithms if request else (),
        sent=_sent(observed),
        verdict=verdict,
        note=_note(verdict, observed, identity, ending),
    )


def _sent(observed: Observed) -> bool | None:
    if observed.answered:
        return observed.full
    return False


def _verdict(observed: Observed, identity: Identity | None, ending: Ending) -> Verdict:
    if observed.requested is False:
        return "not_requested"
    if observed.requested is None or not observed.answered:
        return "unknown"
    if not observed.full:
        return "none_to_send" if identity is None else "withheld"
    return _verdict_on_sent(observed, ending)


def _verdict_on_sent(observed: Observed, ending: Ending) -> Verdict:
    if ending.status is not None:
        return "likely_refused" if speaks_of_certificate(ending) else "accepted"
    if fatal_from_server(observed.alerts) is not None and ending.first:
        return "refused"
    if ending.dropped and ending.first:
        return "likely_refused"
    return "unknown" if ending.first else "accepted"


def fatal_from_server(alerts: tuple[Alert, ...]) -> Alert | None:
    """Return the server's fatal alert, if it sent one."""
    return next((a for a in alerts if a.sender == "server" and a.level == "fatal"), None)


def speaks_of_certificate(ending: Ending) -> bool:
    """Tell whether the answer is a refusal of the certificate in HTTP: 495, 496 or nginx's 400."""
    if ending.status in _NGINX_STATUSES:
        return True
    return ending.status == 400 and any(words in ending.head for words in _NGINX_WORDS)


def _note(verdict: Verdict, observed: Observed, identity: Identity | None, ending: Ending) -> str:
    match verdict:
        case "withheld":
            return "The key fits none of the signature algorithms that the server accepts; an empty answer went out."
        case "none_to_send":
            return "The server asked; an empty answer went out." + _in_http(ending)
        case "refused" | "likely_refused":
            return _why_refused(observed, identity, ending)
        case "accepted" if ending.status in (401, 403):
            return f"The handshake took the certificate; the application answered {ending.status}."
        case "unknown" if ending.stopped_by_us:
            return "We stopped first: the server's certificate did not pass verification. Nothing was sent."
        case _:
            return foreign_issuer(observed, identity)


def _in_http(ending: Ending) -> str:
    return f" The server says so with HTTP {ending.status}." if speaks_of_certificate(ending) else ""


def _why_refused(observed: Observed, identity: Identity | None, ending: Ending) -> str:
    alert = fatal_from_server(observed.alerts)
    if alert is not None:
        cause = f"The server answered our certificate with the alert {alert.name}."
    elif ending.status is not None:
        cause = f"HTTP {ending.status} speaks of the certificate."
    else:
        cause = "The server closed the connection right after our certificate, without an alert."
    return f"{cause} {foreign_issuer(observed, identity)}".strip()


def foreign_issuer(observed: Observed | None, identity: Identity | None) -> str:
    """Say when none of the issuers of our chain is among those the server accepts; an empty list means any."""
    if identity is None or observed is None or observed.request is None or not observed.request.acceptable_issuers:
        return ""
    accepted = observed.request.acceptable_issuers
    if any(issuer in accepted for issuer in issuer_names(identity.leaf, identity.chain)):
        return ""
    return f"The server accepts {', '.join(accepted)}; yours is issued by {identity.issuer}."
