"""The client-certificate family: what can become of ours, and which servers can do it to us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.models import Verdict

VERSIONS: Final = ("TLSv1.2", "TLSv1.3")
NONE_CAME: Final = {"TLSv1.2": "handshake_failure", "TLSv1.3": "certificate_required"}

_NO_LIST = "Python's ssl names no CA to clients, whatever it trusts: its list is always empty"
_NO_ALGORITHMS = "Python's ssl cannot limit the client's signature algorithms before 3.15"
_NO_MANNERS = "s_server knows alerts only: it neither judges in HTTP nor resets"
_ONE_EACH = "s_server -www answers one request on a connection and closes it"
_NEVER_AFTER = "nginx asks in the handshake or not at all"
_ALERTS_NEVER = "nginx lets every certificate pass the handshake, and refuses in HTTP"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Who comes to which stand, and what is to be told of it.

    `alert` is what a server that alerts says, by version. `says` are words of the failure, its hint or the note
    at every server, `silent` words that must not be there. `impossible` says which server cannot do this, and why.
    """

    who: str
    stand: str = "usual"
    verdict: Verdict = "refused"
    alert: Mapping[str, str] = field(default_factory=dict)
    says: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    impossible: Mapping[str, str] = field(default_factory=dict)

    @property
    def sent(self) -> bool:
        """Whether our certificate goes out."""
        return self.verdict not in ("none_to_send", "withheld", "not_requested")


def _both(alert: str) -> dict[str, str]:
    return dict.fromkeys(VERSIONS, alert)


REFUSALS: Final[Mapping[str, Row]] = {
    "accepted": Row(who="alice", verdict="accepted"),
    "none sent": Row(who="none", verdict="none_to_send", alert=NONE_CAME),
    "unknown CA": Row(who="stranger", alert=_both("unknown_ca")),
    "expired": Row(who="expired", alert=_both("certificate_expired")),
    "wrong purpose": Row(who="server", alert=_both("unsupported_certificate")),
    "revoked": Row(who="revoked", stand="revoking", alert=_both("certificate_revoked")),
    "not revoked": Row(who="alice", stand="revoking", verdict="accepted"),
    "wrong algorithm": Row(
        who="alice",
        stand="rsa only",
        verdict="withheld",
        alert=NONE_CAME,
        impossible={"python": _NO_ALGORITHMS},
    ),
    "CA list without ours": Row(
        who="alice",
        stand="foreign list",
        alert=_both("unknown_ca"),
        says=("accepts CN=Another Root CA", "yours is issued by CN=Workbench Demo CA"),
        impossible={"python": _NO_LIST},
    ),
    "empty CA list": Row(
        who="stranger", stand="no list", alert=_both("unknown_ca"), silent=("The server accepts", "yours is issued by")
    ),
}
"""What is refused by alert (Python's ssl, s_server) or by 400 (nginx)."""

AFTERWARDS: Final[Mapping[str, Row]] = {
    "accepted": Row(who="alice", stand="after", verdict="accepted"),
    "unknown CA": Row(who="stranger", stand="after", alert=_both("unknown_ca")),
    "none sent": Row(who="none", stand="after", verdict="none_to_send", alert=NONE_CAME),
}
"""What becomes of it when the server asks after the handshake, which only TLS 1.3 knows (RFC 8446 §4.6.2)."""

IMPOSSIBLE: Final[Mapping[tuple[str, str], str]] = {
    ("alert", "nginx"): _ALERTS_NEVER,
    ("400", "openssl"): _NO_MANNERS,
    ("reset", "openssl"): _NO_MANNERS,
    ("after the handshake", "nginx"): _NEVER_AFTER,
    ("idle", "openssl"): _ONE_EACH,
}
"""Ways of refusing that a server has not; Python's 400 is that of the lab's polite site (test_engine_certificates)."""
