"""What the name resolves to, what stands in for DNS, and which of the addresses can be reached."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from workbench.doctor import remedies
from workbench.doctor.case import Case
from workbench.doctor.report import Finding, Remedy, State
from workbench.engine.reach import Looked, Reached
from workbench.nouns import dataclass
from workbench.settings import resolved

MOST: Final = 16
"""Addresses tried at once: a name server may name thousands, and each is a socket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An address that stands in for DNS, and whose word it is."""

    address: str
    source: str


def override(case: Case) -> Override | None:
    """Return the override in force: the command's word goes over the request's, that over the settings'."""
    host, port = case.origin.host, case.origin.port
    said = (
        (resolved(case.ticket.resolve, host, port), "--resolve"),
        (case.ticket.request.options.resolve, "the request's Options"),
        (resolved(case.ticket.settings.resolve, host, port), "[resolve] in the settings"),
    )
    return next((Override(address=address, source=source) for address, source in said if address), None)


def connected(case: Case, looked: Looked) -> tuple[str, ...]:
    """Return the addresses that are tried, MOST of them."""
    instead = override(case)
    return (instead.address,) if instead else looked.addresses[:MOST]


def of_name(case: Case, looked: Looked) -> Finding:
    """Judge what DNS said; an override makes up for it, and is compared with it."""
    instead = override(case)
    return Finding(
        step="name",
        state=_state(looked, instead),
        headline=_headline(case, looked, instead),
        evidence=tuple(_evidence(case, looked, instead)),
        remedy=_remedy(case, looked, instead),
        facts={
            "addresses": list(looked.addresses),
            "dns_ms": looked.ms,
            "error": looked.error,
            "override": {"address": instead.address, "source": instead.source} if instead else None,
        },
    )


def of_reach(case: Case, reached: Sequence[Reached]) -> Finding:
    """Judge by TCP alone: one address that answers is enough, the others are named."""
    good = [each for each in reached if each.error is None]
    state: State = "good" if len(good) == len(reached) else "warn" if good else "bad"
    return Finding(
        step="reach",
        state=state,
        headline=_reach_headline(case, reached, good),
        evidence=tuple(f"{each.address}: {each.error or f'reached in {each.ms:.1f} ms'}" for each in reached),
        remedy=None if good else Remedy(advice=_unreached_advice(reached)),
        facts={"attempts": [{"address": each.address, "ms": each.ms, "error": each.error} for each in reached]},
    )


def _state(looked: Looked, instead: Override | None) -> State:
    if instead is None:
        return "bad" if looked.error or not looked.addresses else "good"
    return "warn" if looked.addresses and instead.address not in looked.addresses else "good"


def _headline(case: Case, looked: Looked, instead: Override | None) -> str:
    host = case.origin.host
    if instead and looked.addresses and instead.address not in looked.addresses:
        theirs = remedies.listed(looked.addresses)
        return f"{instead.source} sends {host} to {instead.address}, but DNS now says {theirs}: is it out of date?"
    if instead:
        return f"{instead.source} sends {host} to {instead.address}."
    if looked.error or not looked.addresses:
        return f"The name {host} has no address: {looked.error or 'the answer was empty'}."
    if looked.ms is None:
        return f"{host} is an address itself."
    return f"{host} is {remedies.listed(looked.addresses)}."


def _evidence(case: Case, looked: Looked, instead: Override | None) -> Iterator[str]:
    if looked.ms is not None:
        yield f"DNS took {looked.ms:.1f} ms"
    if not instead and len(looked.addresses) > MOST:
        yield f"only the first {MOST} of its {len(looked.addresses)} addresses are tried"
    if instead and looked.error:
        yield f"DNS has no address for it: {looked.error}"
    elif instead and instead.address in looked.addresses:
        yield "DNS says the same, so it could be left out"


def _remedy(case: Case, looked: Looked, instead: Override | None) -> Remedy | None:
    if instead is None:
        return remedies.name_address(case) if looked.error or not looked.addresses else None
    if _state(looked, instead) == "good":
        return None
    return Remedy(
        advice=f"If it is out of date, take it out of {instead.source}; or try the address that DNS names.",
        command=remedies.again(case, "--resolve", f"{case.place}={looked.addresses[0]}"),
        key="the Options tab, or , for every request",
    )


def _reach_headline(case: Case, reached: Sequence[Reached], good: Sequence[Reached]) -> str:
    if not good:
        words = sorted({each.error or "" for each in reached})
        return f"{case.place} cannot be reached: {remedies.listed(words)}."
    if len(reached) == 1:
        return f"{case.place} can be reached."
    return f"{len(good)} of {len(reached)} addresses of {case.place} can be reached."


def _unreached_advice(reached: Sequence[Reached]) -> str:
    if any("refused" in (each.error or "") for each in reached):
        return "Nothing listens there: check the port, and that the server runs."
    return "Check address, network and firewall; perhaps a proxy or a VPN is needed."
