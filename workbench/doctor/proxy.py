"""Whether a proxy stands in the way, who said so, and whether it can be reached."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator, Sequence
from typing import Final

from workbench.doctor import remedies, versions
from workbench.doctor.case import Case
from workbench.doctor.report import Finding, Remedy
from workbench.engine.proxies import NEVER
from workbench.engine.reach import Looked, Reached
from workbench.models import Hop, ProxyUsed

_WITHOUT: Final = "Check it, or go without it."


def direct(case: Case) -> Finding:
    """Say that there is none, and where one was passed over, why."""
    return Finding(
        step="proxy",
        state="good",
        headline="No proxy in the way.",
        evidence=tuple(_passed_over(case)),
        facts={"proxy": None},
    )


def finding(case: Case, used: ProxyUsed, looked: Looked, reached: Sequence[Reached], plain: Hop) -> Finding:
    """Judge a proxy by its addresses and by the handshake that went through it, or did not."""
    failure = plain.failure if plain.failure and plain.failure.kind == "proxy_failed" else None
    return Finding(
        step="proxy",
        state="bad" if failure else "good",
        headline=failure.message if failure else f"The connection goes through the proxy {used.url}.",
        evidence=tuple(_evidence(used, looked, reached, plain.proxy)),
        remedy=_remedy(case, failure.hint) if failure else None,
        facts={"proxy": _facts(used, looked, reached, plain.proxy)},
    )


def _evidence(used: ProxyUsed, looked: Looked, reached: Sequence[Reached], spoken: ProxyUsed | None) -> Iterator[str]:
    yield f"said by: {used.source}"
    if looked.error:
        yield f"its name has no address: {looked.error}"
    for each in reached:
        yield f"{each.address}: {each.error or f'reached in {each.ms:.1f} ms'}"
    if spoken and spoken.tls:
        ours = spoken.tls.client_certificate
        asked = "asked for a certificate" if ours.requested else "asked for no certificate"
        good = "its chain is good" if spoken.tls.verified else "its chain was not found good"
        version = versions.called(spoken.tls.version) if spoken.tls.version else "not finished"
        yield f"TLS to the proxy itself: {version}, {good}, it {asked}"
        for problem in spoken.tls.problems:
            yield f"[{problem.code}] {problem.message}"
    elif used.url.startswith("https:"):
        yield "TLS to the proxy itself was not seen"
    yield "it sees host and port, and how much is said; not what is said, unless it inspects TLS"


def _passed_over(case: Case) -> Iterator[str]:
    http = case.ticket.settings.http
    if NEVER in (case.ticket.proxy, case.ticket.request.options.proxy):
        yield 'proxy "none" was said for this request'
    elif http.proxy == NEVER:
        yield 'the settings say "none"'
    elif http.proxy:
        yield f"the settings' no_proxy ({http.no_proxy}) spares {case.place} from the settings' proxy"
    elif (found := urllib.request.getproxies()).get(case.origin.scheme) or found.get("all"):
        spared = http.no_proxy or found.get("no", "")
        yield f"no_proxy ({spared}) spares {case.place} from the environment's proxy"
    else:
        yield "neither the command, the request, the settings nor the environment names one"


def _remedy(case: Case, hint: str) -> Remedy:
    return Remedy(
        advice=hint or _WITHOUT,
        command=remedies.again(case, "--proxy", NEVER),
        key="the Options tab, or , for every request",
    )


def _facts(used: ProxyUsed, looked: Looked, reached: Sequence[Reached], spoken: ProxyUsed | None) -> dict[str, object]:
    tls = spoken.tls if spoken else None
    return {
        "url": used.url,
        "source": used.source,
        "addresses": list(looked.addresses),
        "attempts": [{"address": each.address, "ms": each.ms, "error": each.error} for each in reached],
        "tls": None
        if tls is None
        else {
            "version": tls.version,
            "verified": tls.verified,
            "problems": [{"code": p.code, "message": p.message, "subject": p.subject} for p in tls.problems],
            "requested": tls.client_certificate.requested,
        },
    }
