"""Whether the server's chain is good: everything that is wrong with it, whom it is trusted by, what is not judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from workbench import records
from workbench.doctor import remedies, versions
from workbench.doctor.case import Case
from workbench.doctor.report import Finding, Remedy, State
from workbench.doctor.versions import Probes
from workbench.models import TLS_VERSIONS, Hop, PeerCertificate, Problem, Suspicion
from workbench.nouns import dataclass
from workbench.tls import judgement
from workbench.tls.trust import trust_for

_UNTRUSTED: Final = ("unknown_issuer", "self_signed", "missing_intermediate")
_MOST: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The chain as it came, and all that is wrong with it; `trusted_by` and, in words, `source` tell what vouches."""

    chain: tuple[PeerCertificate, ...] = ()
    problems: tuple[Problem, ...] = ()
    trusted_by: str | None = None
    source: str | None = None

    @property
    def good(self) -> bool | None:
        """None where no chain was seen."""
        return not self.problems if self.chain else None


def judged(case: Case, probes: Probes, plain: Hop) -> Judged:
    """Gather what the handshakes showed: the one as configured first, else the newest one that was not verified.

    Reads the CA files, and the system's store, so not on the UI thread.
    """
    tls = plain.tls
    unverified = next((probes[v].tls for v in reversed(TLS_VERSIONS) if versions.spoken(probes[v])), None)
    seen = next((each for each in (tls, unverified) if each and each.peer_chain), None)
    if seen is None:
        return Judged()
    problems = seen.problems
    if not problems and tls and not tls.verified and unverified:
        problems = unverified.problems  # a handshake that ended early was judged by nobody
    ders = tuple(certificate.der for certificate in seen.peer_chain)
    trust = trust_for(case.origin, case.ticket.settings, case.ticket.ca_files)
    good = not _of_chain(problems)
    return Judged(
        chain=seen.peer_chain,
        problems=_of_chain(problems),
        trusted_by=judgement.trusted_by(ders, trust) if good else None,
        source=judgement.trust_source(ders, trust) if good else None,
    )


def finding(case: Case, found: Judged, suspicions: Sequence[Suspicion] = ()) -> Finding:
    """Judge the chain; where verification is off, what is wrong is only a warning.

    That a connection looks inspected goes before what is wrong with it: trust would be no remedy then.
    """
    inspected = next((each for each in suspicions if each.code == "inspected"), None)
    headline, state = _headline(case, found), _state(case, found)
    return Finding(
        step="chain",
        state="warn" if inspected and state == "good" else state,
        headline=inspected.message if inspected else headline,
        evidence=(*((headline,) if inspected else ()), *_evidence(case, found)),
        remedy=Remedy(advice=inspected.hint) if inspected else _remedy(case, found) if found.problems else None,
        facts={
            "verification": "on" if case.verify else "off",
            "good": found.good,
            "inspected": inspected is not None,
            "trusted_by": found.trusted_by,
            "trust_source": found.source,
            "problems": [{"code": p.code, "message": p.message, "subject": p.subject} for p in found.problems],
            "peer_chain": [records.certificate_document(certificate) for certificate in found.chain],
            "not_judged": ["revocation"],
        },
    )


def _of_chain(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems if problem.code != "no_close_notify")


def _state(case: Case, found: Judged) -> State:
    if found.good is None:
        return "unknown"
    if found.good:
        return "good" if case.verify else "warn"
    return "bad" if case.verify else "warn"


def _headline(case: Case, found: Judged) -> str:
    off = "" if case.verify else "VERIFICATION IS OFF. "
    if found.good is None:
        return f"{off}The server showed no certificate."
    if found.good:
        vouching = found.source or found.trusted_by
        who = f", trusted by {vouching}" if vouching else ""
        return f"{off}The server's chain of {_count(len(found.chain), 'certificate')} is good{who}."
    if len(found.problems) == 1:
        return off + found.problems[0].message
    return f"{off}{found.problems[0].message} {_count(len(found.problems) - 1, 'more fault')} below."


def _evidence(case: Case, found: Judged) -> Iterator[str]:
    for number, problem in enumerate(found.problems):
        about = f"concerns {problem.subject}" if problem.subject else ""
        yield f"[{problem.code}] {about if number == 0 else f'{problem.message} {about}'}".rstrip()
    for number, certificate in enumerate(found.chain[:_MOST], 1):
        dates = f"{certificate.not_before:%Y-%m-%d} to {certificate.not_after:%Y-%m-%d}"
        yield f"{number}. {certificate.subject or 'no subject'}, {certificate.key_type}, {dates}"
        yield f"   issued by {certificate.issuer or 'nobody'}"
    if found.chain and found.chain[0].san:
        yield f"names: {remedies.listed(found.chain[0].san)}"
    yield f"clock here: {records.timestamp(case.now.replace(microsecond=0))}"
    yield "not judged: whether a certificate was revoked"


def _remedy(case: Case, found: Judged) -> Remedy:
    codes = [problem.code for problem in found.problems]
    leaf = found.chain[0]
    if all(code in _UNTRUSTED for code in codes):
        return remedies.trust_ca(case, _trust_advice(codes))
    if codes[0] == "hostname_mismatch":
        return remedies.other_name(case, leaf)
    if "not_yet_valid" in codes:
        return remedies.unverified(case, "Look at the clock here first; else tell the server's owner.")
    return remedies.unverified(case, "Tell the server's owner.")


def _trust_advice(codes: list[str]) -> str:
    if "missing_intermediate" in codes:
        return "Ask the server's owner to send the whole chain; or trust the CA that is missing, for this host."
    return "Get the CA's certificate from the server's owner, and trust it for this host."


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
