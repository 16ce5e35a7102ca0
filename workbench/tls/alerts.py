"""TLS alerts: from a number or from OpenSSL's reason to a name and to words, in both directions."""

from __future__ import annotations

import re
from typing import Final

from workbench.models import Alert, Side
from workbench.tls.alert_words import WORDS

CLOSE_NOTIFY: Final = 0
_WARNING: Final = 1  # RFC 5246 §7.2; every other level ends the connection

# OpenSSL names a received alert after the version that brought it in; version 4 says TLS where 3 said SSLV3,
# and texts since 3.2 say SSL/TLS.
_REASON: Final = re.compile(r"(?:SSLV3|TLSV1|TLSV13|TLS|SSL/TLS)_(?:ALERT_)?(\w+)")
_NUMBERS: Final = {
    **{words.name.removesuffix("_reserved").upper(): number for number, words in WORDS.items()},
    "USER_CANCELLED": 90,
}


def name(number: int) -> str:
    """Return an alert's name as in its RFC, in lower case; `alert_200` for one that has none."""
    words = WORDS.get(number)
    return words.name if words is not None else f"alert_{number}"


def describe(number: int, level: int, sender: Side) -> Alert:
    """Put an alert into words; `number` and `level` are as on the wire, `sender` "client" is us."""
    words = WORDS.get(number)
    if words is not None:
        meaning = words.from_server if sender == "server" else words.from_us
    else:
        who = "The server" if sender == "server" else "We"
        meaning = f"{who} sent an alert with the number {number}, which no standard describes."
    return Alert(
        sender=sender,
        level="warning" if level == _WARNING else "fatal",
        name=name(number),
        meaning=meaning,
    )


def by_openssl_reason(reason: str) -> int | None:
    """Return the number of the alert that a peer sent, from an `SSLError.reason`; None when it is no alert.

    For Pythons on which the handshake cannot be observed. Understands "TLSV1_ALERT_UNKNOWN_CA" and
    "tlsv1 alert unknown ca".
    """
    found = _REASON.fullmatch(reason.strip().upper().replace(" ", "_"))
    return _NUMBERS.get(found[1]) if found is not None else None
