"""Which TLS versions the server speaks, found by one handshake for each, and which of them may be used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from workbench import marks
from workbench.certificates import hostnames
from workbench.doctor import head, remedies
from workbench.doctor.case import Case
from workbench.doctor.report import Finding, Remedy
from workbench.models import TLS_VERSIONS, Hop, TlsVersion
from workbench.visible import visible

Probes = Mapping[TlsVersion, Hop]

_NO_NETWORK: Final = ("dns", "connect")
_NOT_THERE: Final = ("tls_timeout", "connect_timeout", "cancelled")


def finding(case: Case, probes: Probes, plain: Hop, weakened: Hop | None = None) -> Finding:
    """Judge by the handshakes in single versions, and by the one as configured (`plain`, without a certificate).

    `weakened` is one that took keys and ciphers of any weakness, where all the others failed.
    """
    taken = [version for version in TLS_VERSIONS if spoken(probes[version])]
    usable = [version for version in taken if version in allowed(case)]
    evidence = tuple(_evidence(case, probes, plain))
    facts = _facts(case, probes, plain)
    if usable:
        got = plain.tls.version if plain.tls and plain.tls.version else usable[-1]
        headline = f"The server speaks {joined(taken)}; {called(got)} is used."
        return Finding(step="versions", state="good", headline=headline, evidence=evidence, facts=facts)
    if weakened and spoken(weakened):
        return _weak(case, evidence, facts, weakened)
    return Finding(
        step="versions",
        state="bad",
        headline=_missing(case, taken, plain),
        evidence=evidence,
        remedy=_remedy(case, taken, plain),
        facts=facts,
    )


def _weak(case: Case, evidence: tuple[str, ...], facts: Mapping[str, object], weakened: Hop) -> Finding:
    tls = weakened.tls
    got = f" ({called(tls.version)}, {tls.cipher})" if tls and tls.version else ""
    return Finding(
        step="versions",
        state="bad",
        headline=f"The server speaks TLS only with keys or ciphers that are too weak to be taken here{got}.",
        evidence=(*evidence, f"at OpenSSL's security level 0, with every cipher, it goes on{got}"),
        remedy=Remedy(
            advice="Have the server brought up to date; or take it as it is, for this request only.",
            command=remedies.again(case, "--security-level", "0", "--ciphers", "ALL"),
            key="the request's TLS tab",
        ),
        facts=facts,
    )


def spoken(hop: Hop) -> bool | None:
    """Tell whether a handshake that offered one version found a server that speaks it; None where it cannot be told.

    A server that then ends the handshake for want of a certificate has spoken it all the same.
    """
    failure, tls = hop.failure, hop.tls
    if failure is None:
        return True
    if tls is not None and (tls.version or tls.peer_chain or tls.client_certificate.requested):
        return True
    if tls is None or not offered(hop) or failure.stage in _NO_NETWORK or failure.kind in _NOT_THERE:
        return None
    return False


def offered(hop: Hop) -> bool:
    """Tell whether our ClientHello went out: some builds of OpenSSL have no old version to offer."""
    if hop.tls is None:
        return False
    if not hop.tls.messages:  # not observed: what the server answered still tells
        return hop.failure is None or hop.failure.kind in ("tls_alert", "disconnected")
    return any(message.direction == "write" for message in hop.tls.messages)


def allowed(case: Case) -> tuple[TlsVersion, ...]:
    """Return the versions that the request and the settings allow."""
    lowest = TLS_VERSIONS.index(case.terms.minimum_version)
    highest = TLS_VERSIONS.index(case.terms.maximum_version or "TLSv1.3")
    return TLS_VERSIONS[lowest : highest + 1]


def called(version: str) -> str:
    """Return a version as people call it, from OpenSSL's word for it."""
    return next((marks.version(known) for known in TLS_VERSIONS if known == version), version)


def joined(some: Sequence[TlsVersion]) -> str:
    """Return versions as people say them: "TLS 1.1, 1.2 and 1.3"."""
    *before, last = (marks.version(version).removeprefix("TLS ") for version in some)
    return f"TLS {', '.join(before)} and {last}" if before else f"TLS {last}"


def _evidence(case: Case, probes: Probes, plain: Hop) -> Iterator[str]:
    for version in reversed(TLS_VERSIONS):
        weak = " (old and weak)" if version in head.OLD and spoken(probes[version]) else ""
        barred = "" if version in allowed(case) else "; not allowed here"
        yield f"{marks.version(version)}: {told(probes[version])}{weak}{barred}"
    tls = plain.tls
    if tls and tls.version:
        sent = tls.server_name and not hostnames.is_address(tls.server_name)  # RFC 6066 §3: no address in SNI
        name = f", SNI {tls.server_name}" if sent else ""
        yield f"used: {called(tls.version)}, {tls.cipher}, {tls.alpn or 'no ALPN'}{name}"


def told(hop: Hop) -> str:
    """Return what one handshake tells of its version, in words."""
    match spoken(hop):
        case True:
            cipher = hop.tls.cipher if hop.tls else None
            return f"yes, {cipher}" if cipher else "yes"
        case None if hop.tls is None or offered(hop):
            return f"not known: {_why(hop)}"
        case None:
            return "not known: the OpenSSL of this machine cannot offer it"
        case False:
            return f"no ({_how(hop)})"


def _how(hop: Hop) -> str:
    alerts = hop.tls.alerts if hop.tls else ()
    theirs = next((alert.name for alert in alerts if alert.sender == "server"), None)
    if theirs:
        return f"alert {visible(theirs)}"
    return "closed without a word" if hop.failure and hop.failure.kind == "disconnected" else _why(hop)


def _why(hop: Hop) -> str:
    return hop.failure.message.rstrip(".") if hop.failure else "no reason given"


def _missing(case: Case, taken: list[TlsVersion], plain: Hop) -> str:
    if taken:
        return f"The server speaks only {joined(taken)}, and here only {joined(allowed(case))} may be used."
    return plain.failure.message if plain.failure else "The server took none of the TLS versions."


def _remedy(case: Case, taken: list[TlsVersion], plain: Hop) -> Remedy | None:
    if not taken:
        hint = plain.failure.hint if plain.failure else ""
        return Remedy(advice=hint) if hint else None
    lowest = TLS_VERSIONS.index(taken[-1]) < TLS_VERSIONS.index(allowed(case)[0])
    option = "--tls-min" if lowest else "--tls-max"
    advice = "Allow it for this request, knowing that old versions are weak." if lowest else "Allow it."
    # An old version is not spoken above level 0, which the settings may have raised.
    level = ("--security-level", "0") if taken[-1] in head.OLD and case.terms.security_level else ()
    return Remedy(
        advice=advice,
        command=remedies.again(case, option, marks.version(taken[-1]).removeprefix("TLS "), *level),
        key="the request's TLS tab, or , for every request",
    )


def _facts(case: Case, probes: Probes, plain: Hop) -> dict[str, object]:
    return {
        "versions": [
            {
                "version": version,
                "spoken": spoken(probes[version]),
                "allowed": version in allowed(case),
                "cipher": probes[version].tls.cipher if probes[version].tls else None,  # type: ignore[union-attr]
                "note": told(probes[version]),
            }
            for version in TLS_VERSIONS
        ],
        "used": None
        if plain.tls is None or plain.tls.version is None
        else {"version": plain.tls.version, "cipher": plain.tls.cipher, "alpn": plain.tls.alpn},
    }
