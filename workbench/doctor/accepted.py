"""Whether the server takes what is chosen: the HEAD is sent as any request would be, and its record is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from workbench import marks
from workbench.certificates import selection
from workbench.doctor import remedies
from workbench.doctor.asked import Wish
from workbench.doctor.case import Case, Ours
from workbench.doctor.report import Finding, Remedy, State
from workbench.models import Alert, ClientCertificate, Failure, Hop, Verdict
from workbench.visible import visible

_NOT_ALLOWED: Final = (405, 501)
_GROUNDS: Final = ("expired", "not_yet_valid", "no_client_auth", "server_certificate", "chain_gap", "weak_signature")
"""What may be wrong with a certificate of ours that a server refuses it for."""
_TELLING: Final = (400, 403, 495, 496)


def finding(case: Case, hop: Hop, wanted: Wish | None, others: Sequence[Ours]) -> Finding:
    """Judge the HEAD's hop: by cause where it was about the certificate, by the answer otherwise."""
    ours = hop.tls.client_certificate if hop.tls else ClientCertificate()
    state = _state(hop, ours)
    return Finding(
        step="accepted",
        state=state,
        headline=_headline(hop, ours),
        evidence=tuple(_evidence(case, hop, ours, wanted)),
        remedy=_to_keep(case, hop, ours) if state == "good" else _remedy(case, hop, ours, others),
        facts=_facts(hop, ours),
    )


def _state(hop: Hop, ours: ClientCertificate) -> State:
    if hop.failure or ours.verdict in ("refused", "likely_refused", "withheld"):
        return "bad"
    status = _status(hop)
    if (ours.verdict == "none_to_send" and status in _TELLING) or _is_silent_refusal(hop, ours):
        return "bad"
    plain = status < 400 or status == 404 or status in _NOT_ALLOWED
    return "good" if plain else "warn"


def _is_silent_refusal(hop: Hop, ours: ClientCertificate) -> bool:
    """Tell a 400 that is about our certificate: nginx says so in the body, which a HEAD's answer has not.

    There is nothing else in this request that a server could call bad.
    """
    return ours.verdict == "accepted" and _status(hop) == 400


def _status(hop: Hop) -> int:
    return hop.response.status if hop.response else 0


def _headline(hop: Hop, ours: ClientCertificate) -> str:
    label, answer = _label(hop), _answer(hop)
    if hop.failure:
        return _failed(hop, hop.failure, ours)
    if ours.verdict == "accepted" and not _is_silent_refusal(hop, ours):
        return f"The server took your certificate {label}; {_application(hop)}."
    match ours.verdict:
        case "not_requested":
            return f"The server asked for no certificate; {_application(hop)}."
        case "none_to_send":
            return _without(hop)
        case "withheld":
            return f"Your certificate {label} was withheld: its key fits none of the server's algorithms."
        case "refused" | "likely_refused" | "accepted":
            return (
                f"The server answered {answer} to a plain HEAD: most likely it does not take your certificate {label}."
            )
        case _:
            return f"{_application(hop, capital=True)}."


def _without(hop: Hop) -> str:
    if _status(hop) in _TELLING:
        return f"The server asked for a certificate, got none, and answered {_answer(hop)}: most likely it wants one."
    return f"The server asked for a certificate and does without; {_application(hop)}."


def _failed(hop: Hop, failure: Failure, ours: ClientCertificate) -> str:
    """Say in one sentence what stopped the HEAD; what its alert means stands in the evidence."""
    alert = next((each.name for each in _told(hop) if each.sender == "server" and each.level == "fatal"), None)
    if alert and ours.verdict == "refused":
        return f"The server refused your certificate {_label(hop)} with the alert {visible(alert)}."
    if alert and ours.verdict == "none_to_send":
        return f"The server requires a certificate, and none is chosen (alert {visible(alert)})."
    return failure.message


def _application(hop: Hop, *, capital: bool = False) -> str:
    answer, status = _answer(hop), _status(hop)
    subject = "The application" if capital else "the application"
    if status in (401, 403):
        return f"{subject} said {answer}: it wants something else, such as a login, or allows this certificate nothing"
    if status in _NOT_ALLOWED:
        return f"{subject} said {answer}: it knows no HEAD, which is no fault of TLS"
    return f"{subject} answered {answer}"


def _answer(hop: Hop) -> str:
    return f"{hop.response.status} {visible(hop.response.reason)}".rstrip() if hop.response else "nothing"


def _label(hop: Hop) -> str:
    entry = hop.selection.entry
    return marks.label(entry) if entry else "(none)"


def _evidence(case: Case, hop: Hop, ours: ClientCertificate, wanted: Wish | None) -> Iterator[str]:
    if _is_silent_refusal(hop, ours):
        yield "certificate: asked, SENT, likely refused: the answer to a HEAD has no body that could say more"
    elif hop.tls:
        yield f"certificate: {visible(marks.words(hop))}"
        if ours.note and not hop.failure:
            yield ours.note
    if wanted and wanted.requested is False and ours.requested:
        yield "the server asked only after the HEAD (post-handshake authentication or renegotiation)"
    yield from (_alert(alert) for alert in _told(hop))
    if hop.failure and hop.failure.hint:
        yield hop.failure.hint.replace("--cert NAME", "--as NAME")  # as this command calls it
    if hop.remote:
        yield f"HEAD {case.hidden(hop.request.url)} at {hop.remote}"
    if location := _location(hop):
        yield f"it sends on to {visible(case.hidden(location))}: that place has not been examined"


def _alert(alert: Alert) -> str:
    who = "the server" if alert.sender == "server" else "we"
    return f"{who} sent the alert {visible(alert.name)}: {alert.meaning}"


def _told(hop: Hop) -> list[Alert]:
    alerts = hop.tls.alerts if hop.tls else ()
    return [alert for alert in alerts if alert.name != "close_notify"]


def _location(hop: Hop) -> str:
    if hop.response is None or not 300 <= hop.response.status < 400:
        return ""
    return next((value for name, value in hop.response.headers if name.lower() == "location"), "")


def _remedy(case: Case, hop: Hop, ours: ClientCertificate, others: Sequence[Ours]) -> Remedy | None:
    entry = hop.selection.entry
    about_ours = ours.verdict in ("refused", "likely_refused", "withheld", "none_to_send")
    if not about_ours and not _is_silent_refusal(hop, ours):
        return _general(case, hop, hop.failure)
    if others:
        label = marks.label(others[0].status.entry)
        why = f"Your entry {label} is issued by one that the server accepts: try it."
        return remedies.try_as(case, others[0].status.entry, why)
    if entry is None:
        return remedies.add_certificate(case)
    if grounds := [problem for problem in case.ours.status.problems if problem.code in _GROUNDS] if case.ours else []:
        return remedies.replace_certificate(entry, grounds[0].message)
    return Remedy(
        advice="Ask the server's owner which certificates it accepts, and name another of yours.",
        command=remedies.again(case, "--as", "NAME"),
        key="w after a failed send",
    )


def _to_keep(case: Case, hop: Hop, ours: ClientCertificate) -> Remedy | None:
    """Offer to keep what a person named and the server took, where the rules would choose something else."""
    entry = hop.selection.entry
    if case.named is None or entry is None or ours.verdict != "accepted":
        return None
    ruled = selection.select(case.origin, case.ticket.settings.certificates).entry
    return None if ruled and ruled.id == entry.id else remedies.keep(case, entry)


def _general(case: Case, hop: Hop, failure: Failure | None) -> Remedy | None:
    if failure is None:
        return None
    if failure.kind == "read_timeout":
        return Remedy(
            advice="Give it more time, or look at the server.",
            command=remedies.again(case, "--timeout", "120"),
            key="the Options tab",
        )
    return Remedy(advice=failure.hint) if failure.hint else None


def _verdict(hop: Hop, ours: ClientCertificate) -> Verdict | None:
    if hop.tls is None:
        return None
    return "likely_refused" if _is_silent_refusal(hop, ours) else ours.verdict


def _facts(hop: Hop, ours: ClientCertificate) -> dict[str, object]:
    return {
        "requested": ours.requested,
        "sent": ours.sent,
        "verdict": _verdict(hop, ours),
        "note": "" if _is_silent_refusal(hop, ours) else ours.note,
        "status": hop.response.status if hop.response else None,
        "remote": hop.remote,
        "alerts": [
            {"from": alert.sender, "level": alert.level, "name": alert.name, "meaning": alert.meaning}
            for alert in _told(hop)
        ],
        "failure": None
        if hop.failure is None
        else {
            "stage": hop.failure.stage,
            "kind": hop.failure.kind,
            "message": hop.failure.message,
            "hint": hop.failure.hint,
        },
    }
