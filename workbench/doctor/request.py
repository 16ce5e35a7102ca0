"""The first step: the URL as it is read, which certificate it gets and why, and whether that can be used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from workbench import marks, records
from workbench.certificates.hosts import authority
from workbench.doctor import remedies
from workbench.doctor.case import Case, Ours
from workbench.doctor.report import Finding, Remedy, State
from workbench.models import CertificateEntry, Failure, Selection

_PASSPHRASES: Final = ("needs_passphrase", "wrong_passphrase")
_RENEW: Final = ("expired", "expires_soon", "not_yet_valid", "no_client_auth", "server_certificate", "weak_key")


def finding(case: Case) -> Finding:
    """Judge what is chosen before anything is sent."""
    selection, failure = case.prepared.selection, case.prepared.failure
    return Finding(
        step="request",
        state=_state(case, failure),
        headline=said(case, failure.message) if failure else _headline(case, selection),
        evidence=tuple(_evidence(case, selection)),
        remedy=_remedy(case, failure),
        facts=_facts(case, selection),
    )


def said(case: Case, text: str) -> str:
    """Return a reason in the words of this command: what `send` calls --cert is --as here."""
    return text.replace("--cert says", "--as says") if case.named else text


def _state(case: Case, failure: Failure | None) -> State:
    if failure:
        return "bad"
    problems = case.ours.status.problems if case.ours else ()
    outside = case.prepared.selection.outside_rule and case.named is None
    return "warn" if problems or outside else "good"


def _headline(case: Case, selection: Selection) -> str:
    entry = selection.entry
    if entry is None:
        return "No certificate is chosen." if case.is_secure else "Without TLS there is no certificate."
    outside = ", OUTSIDE ITS RULE" if selection.outside_rule else ""
    return f"Your certificate {marks.label(entry)} is chosen{outside}, and can be used."


def _evidence(case: Case, selection: Selection) -> Iterator[str]:
    left_out = f"; left out: {', '.join(case.left_out)}" if case.left_out else ""
    yield f"read as {case.origin.scheme}, host {case.origin.host}, port {case.origin.port}"
    yield f"goes out: {'TLS handshakes and ' if case.is_secure else ''}one HEAD{left_out}"
    yield f"why: {said(case, selection.reason)}"
    if case.aside:
        yield case.aside
    if selection.entry:
        yield f"entry id:{selection.entry.id} for {authority(selection.entry.host, selection.entry.port)}"
    elif case.named is None and case.is_secure:
        yield from _near(selection)
    if case.ours:
        yield from _certificate(case.ours, case.now)
    yield from case.prepared.notes
    yield from (f"not standard: {departure.text}" for departure in case.prepared.departures)


def _near(selection: Selection) -> Iterator[str]:
    for entry in selection.considered[:3]:
        called = entry.name or f"id:{entry.id}"
        yield f"near: {called} for {authority(entry.host, entry.port)}: {entry.reason}"


def _certificate(ours: Ours, now: datetime) -> Iterator[str]:
    status = ours.status
    if status.subject is not None and status.not_after is not None:
        remembered = ", as last seen" if status.from_seen else ""
        yield f"{status.subject}, {status.key_type or 'key not known'}, issued by {status.issuer or 'not known'}"
        yield f"valid until {records.timestamp(status.not_after)} ({_left(status.not_after, now)}{remembered})"
    for problem in status.problems:
        yield f"{problem.message} [{problem.code}]"


def _left(not_after: datetime, now: datetime) -> str:
    days = (not_after - now).days
    return f"{days} days left" if days >= 0 else f"ended {-days} days ago"


def _remedy(case: Case, failure: Failure | None) -> Remedy | None:
    entry = case.prepared.selection.entry
    if failure and case.prepared.selection.usable:  # then it was the certificate for the proxy
        return Remedy(advice=failure.hint.removeprefix("Nothing was sent. ") or "Name another for the proxy.")
    if failure and entry is None:
        return Remedy(
            advice=said(case, failure.hint).removeprefix("Nothing was sent. ") or "Choose another certificate.",
            command=remedies.command("certs", "list"),
            key="c shows those there are",
        )
    if entry is None:
        return None
    if failure:
        return _unusable(case, entry, failure)
    codes = [problem.code for problem in case.ours.status.problems] if case.ours else []
    if any(code in _RENEW for code in codes):
        return remedies.replace_certificate(entry, "Ask its issuer for a new one, and put that in its place.")
    return None


def _unusable(case: Case, entry: CertificateEntry, failure: Failure) -> Remedy:
    if failure.problem in _PASSPHRASES:
        return remedies.give_passphrase(case, entry)
    return remedies.replace_certificate(entry, "Name the right files for it.")


def _facts(case: Case, selection: Selection) -> dict[str, object]:
    status = case.ours.status if case.ours else None
    return {
        "selection": records.selection_document(selection),
        "certificate": None
        if status is None
        else {
            "subject": status.subject,
            "issuer": status.issuer,
            "not_before": records.timestamp(status.not_before) if status.not_before else None,
            "not_after": records.timestamp(status.not_after) if status.not_after else None,
            "days_left": status.days_left,
            "key_type": status.key_type,
            "sha256": status.sha256,
            "problems": [{"code": problem.code, "message": problem.message} for problem in status.problems],
        },
        "left_out": list(case.left_out),
    }
