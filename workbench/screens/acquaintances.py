"""What each server asked for when it was last spoken to in this session: whom it accepts, and who it was itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from workbench.models import Exchange, Handshake, Hop, Problem
from workbench.nouns import dataclass

_REMEMBERED: Final = 1000
_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquaintance:
    """One server: the issuers and algorithms it accepts (none: any), and the SHA-256 of its own certificates.

    `withheld` is the SHA-256 of a certificate of ours whose key it had no algorithm for; `refused` are the SHA-256 of
    those it did not take, or most likely did not.
    """

    asked: bool = False
    issuers: tuple[str, ...] = ()
    algorithms: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    withheld: str | None = None
    refused: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """Say whom it accepts, "" where it did not ask."""
        return f"the server accepts {_listed(self.issuers) if self.issuers else 'any issuer'}" if self.asked else ""

    def accepts(self, issuers: Sequence[str]) -> bool | None:
        """Tell whether one of these, who issued a chain, is among the issuers it named; None where it named none."""
        if not self.issuers or not issuers:
            return None
        return any(issuer in self.issuers for issuer in issuers)

    def objection(self, issuers: Sequence[str], sha256: str | None) -> Problem | None:
        """Return what it will have against a chain that these issued, None where nothing is known."""
        if self.withheld is not None and self.withheld == sha256:
            message = f"its key fits none of the algorithms that the server accepts ({', '.join(self.algorithms)})"
            return Problem(code="withheld", message=message)
        if self.accepts(issuers) is False:
            return Problem(code="foreign_issuer", message=f"{self.words}; yours is issued by {issuers[0]}")
        if sha256 in self.refused:
            return Problem(code="refused", message="the server refused it")
        return None


MET_NOTHING: Final = Acquaintance()


class Acquaintances:
    """The servers of this session, by host and port; the last handshake with each counts."""

    def __init__(self) -> None:
        self._met: dict[tuple[str, int], Acquaintance] = {}

    def meet(self, exchange: Exchange) -> None:
        """Remember what the servers of a finished send asked for."""
        for hop in exchange.hops:
            if hop.tls is not None and hop.tls.client_certificate.requested is not None:
                place = (hop.selection.host, hop.selection.port)
                before = self._met.pop(place, MET_NOTHING)
                self._met[place] = replace(_acquaintance(hop), refused=_refused(before.refused, hop.tls))
        while len(self._met) > _REMEMBERED:
            del self._met[next(iter(self._met))]

    def at(self, host: str, port: int) -> Acquaintance | None:
        """Return what is known of a server, None where it was not spoken to."""
        return self._met.get((host, port))

    def is_servers(self, sha256: str | None) -> bool:
        """Tell whether a server of this session presented this certificate as its own."""
        return sha256 is not None and any(sha256 in known.own[:1] for known in self._met.values())


def _acquaintance(hop: Hop) -> Acquaintance:
    if hop.tls is None:
        return MET_NOTHING
    ours = hop.tls.client_certificate
    return Acquaintance(
        asked=bool(ours.requested),
        issuers=ours.acceptable_issuers,
        algorithms=ours.signature_algorithms,
        own=tuple(one.sha256 for one in hop.tls.peer_chain),
        withheld=ours.sha256 if ours.verdict == "withheld" else None,
    )


def _refused(before: frozenset[str], tls: Handshake) -> frozenset[str]:
    """Return what the server has refused so far; one that it takes after all is refused no more."""
    ours = tls.client_certificate
    if ours.sha256 is None:
        return before
    if ours.verdict in ("refused", "likely_refused"):
        return before | {ours.sha256}
    return before - {ours.sha256} if ours.verdict == "accepted" else before


def _listed(issuers: Sequence[str]) -> str:
    shown = ", ".join(issuers[:_NAMED])
    more = len(issuers) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
