"""Whether the server asks for a certificate and of which issuers, and whether ours fits, before it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench import marks
from workbench.certificates.hosts import authority
from workbench.doctor import fitness, remedies, versions
from workbench.doctor.case import Case, Ours
from workbench.doctor.report import Finding, Remedy, State
from workbench.doctor.versions import Probes
from workbench.models import TLS_VERSIONS, ClientCertificate, Hop, TlsVersion
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the server wants, in the version that will be used: None means that it could not be seen."""

    version: TlsVersion
    requested: bool | None = None
    issuers: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ()


def wish(case: Case, probes: Probes, plain: Hop) -> Wish:
    """Read the server's wish from the handshakes: the one as configured, else the one in its version."""
    version = _version(case, probes, plain)
    asked = plain.tls.client_certificate if plain.tls else ClientCertificate()
    if asked.requested is None and (tls := probes[version].tls):
        asked = tls.client_certificate  # our own verification stopped the other too early to hear it
    return Wish(
        version=version,
        requested=asked.requested,
        issuers=asked.acceptable_issuers,
        algorithms=asked.signature_algorithms,
    )


def finding(case: Case, probes: Probes, wanted: Wish, others: Sequence[Ours]) -> Finding:
    """Compare the server's wish with what is chosen; `others` are entries that would fit and were not chosen."""
    return Finding(
        step="asked",
        state=_state(case, wanted),
        headline=_headline(case, wanted),
        evidence=tuple(_evidence(case, probes, wanted, others)),
        remedy=_remedy(case, wanted, others),
        facts={
            "requested": wanted.requested,
            "requested_in": {version: _requested(probes[version]) for version in TLS_VERSIONS},
            "acceptable_issuers": list(wanted.issuers),
            "signature_algorithms": list(wanted.algorithms),
            "issuer_fits": _issuer_fits(case, wanted),
            "algorithm_fits": _algorithm_fits(case, wanted),
            "others": [{"id": one.status.entry.id, "name": one.status.entry.name} for one in others],
        },
    )


def _version(case: Case, probes: Probes, plain: Hop) -> TlsVersion:
    known = next((version for version in TLS_VERSIONS if plain.tls and plain.tls.version == version), None)
    spoken = [version for version in TLS_VERSIONS if versions.spoken(probes[version])]
    usable = [version for version in spoken if version in versions.allowed(case)]
    return known or (usable or spoken or versions.allowed(case))[-1]


def _requested(hop: Hop) -> bool | None:
    return hop.tls.client_certificate.requested if hop.tls else None


def _issuer_fits(case: Case, wanted: Wish) -> bool | None:
    return fitness.issuer_fits(case.ours.issuers, wanted.issuers) if case.ours and wanted.requested else None


def _algorithm_fits(case: Case, wanted: Wish) -> bool | None:
    if case.ours is None or not wanted.requested:
        return None
    return fitness.algorithm_fits(case.ours.status.key_type, wanted.algorithms, wanted.version)


def _state(case: Case, wanted: Wish) -> State:
    if wanted.requested is None:
        return "unknown"
    if not wanted.requested:
        return "good"
    if case.ours is None or _issuer_fits(case, wanted) is False or _algorithm_fits(case, wanted) is False:
        return "warn"
    return "good"


def _headline(case: Case, wanted: Wish) -> str:
    if wanted.requested is None:
        return "Whether the server asks for a certificate could not be seen."
    if not wanted.requested:
        return "The server does not ask for a certificate in the handshake."
    if case.ours is None:
        return f"The server asks for a certificate, and none {'can be used' if case.prepared.failure else 'is chosen'}."
    label = case.ours.label
    if _issuer_fits(case, wanted) is False:
        theirs, own = remedies.listed(wanted.issuers), case.ours.status.issuer
        return f"The server accepts {theirs}; your certificate {label} is issued by {own}."
    if _algorithm_fits(case, wanted) is False:
        kind = case.ours.status.key_type
        return f"The server accepts no algorithm that the key of {label} ({kind}) can sign with: it will be withheld."
    if not wanted.issuers:
        return f"The server asks for a certificate and names no issuers: any may be shown, {label} would be."
    return f"The server asks for a certificate; {label} fits."


def _evidence(case: Case, probes: Probes, wanted: Wish, others: Sequence[Ours]) -> Iterator[str]:
    asks = [version for version in TLS_VERSIONS if _requested(probes[version])]
    if wanted.requested:
        yield f"asks in {versions.joined(asks or [wanted.version])}"
        yield f"accepts issuers: {remedies.listed(wanted.issuers) or 'any (its list is empty)'}"
        yield f"accepts algorithms: {remedies.listed(wanted.algorithms) or 'not said'}"
        if case.ours:
            yield f"issuers of {case.ours.label}: {remedies.listed(case.ours.issuers) or 'not known'}"
        yield "so far nothing of yours was shown to the server"
    else:
        yield "some servers ask only after the request; that would show at the HEAD"
    for one in others:
        entry = one.status.entry
        place = authority(entry.host, entry.port)
        yield f"your entry {marks.label(entry)} (for {place}) is issued by one of them; it was not shown"


def _remedy(case: Case, wanted: Wish, others: Sequence[Ours]) -> Remedy | None:
    if not wanted.requested or _state(case, wanted) == "good":
        return None
    if others:
        label = marks.label(others[0].status.entry)
        why = f"Your entry {label} is issued by one that the server accepts: try it."
        return remedies.try_as(case, others[0].status.entry, why)
    if case.prepared.failure:
        return None  # the first step says what to change
    if case.ours is None:
        return remedies.add_certificate(case)
    return remedies.replace_certificate(case.ours.status.entry, _advice(case, wanted))


def _advice(case: Case, wanted: Wish) -> str:
    if _issuer_fits(case, wanted) is False:
        return "Ask the server's owner for a certificate of one of those issuers."
    return "Get a certificate with another type of key."
