"""Asked, sent, taken: the verdict on our certificate, by cause (contract §6)."""

from __future__ import annotations

from typing import Final

from workbench.certificates.material import Identity
from workbench.models import Alert, ClientCertificate, Verdict
from workbench.nouns import dataclass
from workbench.tls import acceptable, alert_hints, answers
from workbench.tls.acceptable import foreign_issuer
from workbench.tls.handshake import Observed

__all__ = ["Ending", "fatal_from_server", "foreign_issuer", "judge"]

_NOT_OBSERVABLE: Final = "Not observable: this Python does not report the handshake's messages."
_BAD_REQUEST: Final = 400
_NO_BODY: Final = (
    "HTTP 400 to a HEAD has no body that says why: nginx answers so where it does not take a certificate. "
    "Send a GET to read more."
)
_ASKED_ELSEWHERE: Final = (
    "HTTP {} speaks of a client certificate, and this server asked for none in the handshake: another one behind it, "
    "or another server name (SNI) than the one that was sent, may want it."
)
_UNHEARD: Final = (
    "In the midst of a large body the server had us answer something: most likely it asked for a certificate. "
    "What went out then was not listened to."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a hop ended, as far as it tells about our certificate.

    `stopped_by_us`: our own verification ended the handshake. `dropped`: EOF or reset before any byte of an answer.
    `first`: it was this connection's first request. `shown_now`: our certificate went out during this very request, on
    a kept connection too (TLS 1.3 after the handshake, TLS 1.2 by renegotiation). `head` begins the body, as text;
    `to_head`: the method was HEAD, so that there is none.
    """

    stopped_by_us: bool = False
    dropped: bool = False
    first: bool = True
    shown_now: bool = False
    status: int | None = None
    head: str = ""
    to_head: bool = False


def judge(observed: Observed | None, identity: Identity | None, ending: Ending) -> ClientCertificate:
    """Say what happened to our certificate; None for `observed` means the handshake could not be watched."""
    # One construction, no `replace`: it is made for every hop.
    request = observed.request if observed is not None else None
    verdict = _verdict(observed, identity, ending) if observed is not None else "unknown"
    return ClientCertificate(
        requested=observed.requested if observed is not None else None,
        acceptable_issuers=request.acceptable_issuers if request is not None else (),
        signature_algorithms=request.signature_algorithms if request is not None else (),
        sent=_sent(observed) if observed is not None else None,
        subject=identity.subject if identity is not None else None,
        issuer=identity.issuer if identity is not None else None,
        sha256=identity.sha256 if identity is not None else None,
        verdict=verdict,
        note=_note(verdict, observed, identity, ending) if observed is not None else _NOT_OBSERVABLE,
    )


def _sent(observed: Observed) -> bool | None:
    return observed.full if observed.answered is not False else False


def _verdict(observed: Observed, identity: Identity | None, ending: Ending) -> Verdict:
    if observed.requested is False:
        return "not_requested"
    if observed.requested is None or not observed.answered:
        return "unknown"
    if not observed.full:
        return "none_to_send" if identity is None else "withheld"
    return _verdict_on_sent(observed, ending)


def _verdict_on_sent(observed: Observed, ending: Ending) -> Verdict:
    if ending.shown_now and fatal_from_server(observed.alerts) is not None:
        return "refused"  # whatever it had answered before it asked
    if ending.status is not None:
        return "likely_refused" if answers.is_about_certificate(ending.status, ending.head) else "accepted"
    if fatal_from_server(observed.alerts) is not None and ending.first:
        return "refused"
    if ending.dropped and ending.first:
        return "likely_refused"
    return "unknown" if ending.first else "accepted"


def fatal_from_server(alerts: tuple[Alert, ...]) -> Alert | None:
    """Return the server's fatal alert, if it sent one."""
    return next((a for a in alerts if a.sender == "server" and a.level == "fatal"), None)


def _note(verdict: Verdict, observed: Observed, identity: Identity | None, ending: Ending) -> str:
    told = _told(verdict, observed, identity, ending)
    return f"{_late(observed)} {told}".strip() if ending.shown_now else told


def _late(observed: Observed) -> str:
    late = observed.request is not None and observed.request.late
    how = "after the handshake, as TLS 1.3 lets it" if late else "by renegotiation, as TLS 1.2 lets it"
    return f"The server asked when it had the request, {how}."


def _told(verdict: Verdict, observed: Observed, identity: Identity | None, ending: Ending) -> str:
    match verdict:
        case "withheld":
            return _why_withheld(observed, identity)
        case "none_to_send":
            accepted = acceptable.issuers(observed)
            asked = f"The server asked, accepting {accepted}" if accepted else "The server asked"
            return f"{asked}; an empty answer went out.{_in_http(ending)}"
        case "refused" | "likely_refused":
            return _why_refused(observed, identity, ending)
        case "unknown" if ending.stopped_by_us:
            return _stopped(observed)
        case "unknown" if observed.unheard:
            return _UNHEARD
        case _:
            return _after_all(verdict, observed, identity, ending)


def _why_withheld(observed: Observed, identity: Identity | None) -> str:
    accepted = acceptable.algorithms(observed)
    told = f" ({accepted})" if accepted else ""
    fits = f"{acceptable.key(identity)} fits none of the signature algorithms that the server accepts{told}"
    return f"Of our certificate {fits}; an empty answer went out."


def _stopped(observed: Observed) -> str:
    """Say what is known of the question: up to TLS 1.2 it comes after the server's certificate."""
    asked = {
        True: "It had asked for a certificate.",
        False: "It had not asked for a certificate.",
        None: "Whether it would have asked for a certificate is not known.",
    }[observed.requested]
    return f"We stopped first: the server's certificate did not pass verification. Nothing was sent. {asked}"


def _in_http(ending: Ending) -> str:
    if answers.is_about_certificate(ending.status, ending.head):
        return f" The server says so with HTTP {ending.status}."
    hint = answers.hint_at_certificate(ending.status, ending.head)
    return f" {hint}" if hint else ""


def _after_all(verdict: Verdict, observed: Observed, identity: Identity | None, ending: Ending) -> str:
    """Say what an answer tells beside the handshake: it took the certificate, or asked for none."""
    foreign = foreign_issuer(observed, identity)
    parts = [foreign]
    if verdict == "accepted":
        parts.append(_taken(ending, foreign=bool(foreign)))
    if verdict == "not_requested" and answers.is_about_certificate(ending.status, ending.head):
        parts.append(_ASKED_ELSEWHERE.format(ending.status))
    parts.append(answers.hint_at_certificate(ending.status, ending.head))
    return " ".join(part for part in parts if part)


def _taken(ending: Ending, *, foreign: bool) -> str:
    """Say what "accepted" does not: that the application said no, that a HEAD's answer hides the reason."""
    if ending.status in (401, 403):
        return f"The handshake took the certificate; the application answered {ending.status}."
    if ending.to_head and ending.status == _BAD_REQUEST:
        return _NO_BODY
    return "It was taken all the same." if foreign else ""


def _why_refused(observed: Observed, identity: Identity | None, ending: Ending) -> str:
    alert = fatal_from_server(observed.alerts)
    if alert is not None and not alert_hints.concerns_certificates(alert):
        cause = f"After our certificate the server sent the alert {alert.name}, which is not about certificates."
    elif alert is not None:
        cause = f"The server answered our certificate with the alert {alert.name}."
    elif ending.status is not None:
        cause = f"HTTP {ending.status} speaks of the certificate."
    else:
        cause = "The server closed the connection right after our certificate, without an alert."
    return f"{cause} {foreign_issuer(observed, identity) or _any(observed)}".strip()


def _any(observed: Observed) -> str:
    is_any = acceptable.issuers(observed) == acceptable.ANY_ISSUER
    return "It had named no acceptable issuers, which means any." if is_any else ""
