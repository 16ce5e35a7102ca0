"""What a person can do about a failure, at hand: each thing with its key and its words."""

from __future__ import annotations

from typing import Final, Literal

from workbench import marks
from workbench.models import Failure, Hop
from workbench.nouns import dataclass
from workbench.widgets.near_miss import by_rules

Act = Literal[
    "choose",
    "add",
    "chain",
    "trust",
    "unverified",
    "file",
    "passphrase",
    "without",
    "network",
    "rules",
    "resolve",
    "options",
    "doctor",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One thing to do, the key that does it, and its words."""

    act: Act
    key: str
    label: str


_CHOOSE: Final = Remedy(act="choose", key="w", label="Why, and choose…")
_OTHER: Final = Remedy(act="choose", key="w", label="Choose another…")
CHAIN: Final = Remedy(act="chain", key="v", label="Show chain")
_TRUST: Final = Remedy(act="trust", key="t", label="Trust CA…")
UNVERIFIED: Final = Remedy(act="unverified", key="o", label="Send once unverified")
_FILE: Final = Remedy(act="file", key="f", label="Choose the file…")
_PASSPHRASE: Final = Remedy(act="passphrase", key="p", label="Enter the passphrase…")
_WITHOUT: Final = Remedy(act="without", key="n", label="Send once without")
_RULES: Final = Remedy(act="rules", key="r", label="Follow the rules")
RESOLVE: Final = Remedy(act="resolve", key="h", label="Use the header's host")
DOCTOR: Final = Remedy(act="doctor", key="d", label="Doctor")
_OPTIONS: Final = Remedy(act="options", key="e", label="TLS options")
_STORY: Final = Remedy(act="network", key="v", label="Show the handshake")
_NETWORK: Final = Remedy(act="network", key="v", label="What it accepts")
_PASSPHRASES: Final = ("needs_passphrase", "wrong_passphrase")
_UNTRUSTED: Final = ("unknown_issuer", "self_signed", "missing_intermediate")
_REFUSALS: Final = ("refused", "likely_refused", "withheld")


def for_failure(hop: Hop, failure: Failure) -> tuple[Remedy, ...]:
    """Return what can be done about a failure, the likeliest first."""
    match failure.kind:
        case "tls_verification":
            return (CHAIN, *_trust(hop), UNVERIFIED)
        case "certificate_unusable":
            return _unusable_at_proxy(failure) if marks.stopped_for_proxy(hop) else _unusable(hop, failure)
        case _ if failure.certificate == "ours":
            return _about_client_certificate(hop)
        case "tls_alert" | "tls_protocol" | "disconnected" if hop.tls:
            return (*((_STORY,) if hop.tls.messages else ()), *_options(failure))
        case _:
            return ()


def instead(hop: Hop) -> tuple[Remedy, ...]:
    """Return what can be done where our certificate was not taken."""
    return (*_rules(hop), _OTHER, _NETWORK, _add(hop))


def why_none(hop: Hop) -> tuple[str, tuple[Remedy, ...]]:
    """Say why the server got no certificate, "the server asked and …", and what can be done about it."""
    match hop.selection.by:
        case "pin":
            return "got none: you chose none here", (*_rules(hop), _CHOOSE, _add(hop))
        case "session" | "command":
            return "got none: you chose none for this session", (_CHOOSE, _add(hop))
        case _:
            return "you have none for this host", (_add(hop), _CHOOSE)


def _options(failure: Failure) -> tuple[Remedy, ...]:
    """Offer what a request can say of versions, ciphers and names, where the two sides did not come together."""
    return () if failure.kind == "disconnected" else (_OPTIONS,)


def _trust(hop: Hop) -> tuple[Remedy, ...]:
    """Offer trust only where it helps: no CA makes an expired certificate good, or one for another host."""
    found = hop.tls.problems if hop.tls else ()
    helps = bool(found) and all(problem.code in _UNTRUSTED for problem in found)
    return (_TRUST,) if helps else ()


def _rules(hop: Hop) -> tuple[Remedy, ...]:
    return (_RULES,) if by_rules(hop) else ()


def _unusable(hop: Hop, failure: Failure) -> tuple[Remedy, ...]:
    if hop.selection.entry is None:
        return (*_rules(hop), _CHOOSE, _WITHOUT)
    first = _PASSPHRASE if failure.problem in _PASSPHRASES else _FILE
    return (first, *_rules(hop), _OTHER, _WITHOUT)


def _unusable_at_proxy(failure: Failure) -> tuple[Remedy, ...]:
    """Offer to mend the entry where there is one, and to show the proxy none; the rules have no say here."""
    if failure.problem is None:
        return (_WITHOUT,)
    return (_PASSPHRASE if failure.problem in _PASSPHRASES else _FILE, _WITHOUT)


def _about_client_certificate(hop: Hop) -> tuple[Remedy, ...]:
    verdict = hop.tls.client_certificate.verdict if hop.tls else "none_to_send"
    return instead(hop) if verdict in _REFUSALS else why_none(hop)[1]


def _add(hop: Hop) -> Remedy:
    return Remedy(act="add", key="a", label=f"Add for {hop.selection.host}:{hop.selection.port}…")
