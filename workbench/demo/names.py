"""Host names of the lab, all under `.test`, which RFC 6761 keeps out of the real DNS."""

from __future__ import annotations

API = "api.demo.test"
"""Requires a certificate: `mtls`, `mtls12`, `redirect`, `redirect_http`."""

OTHER = "other.demo.test"
OPTIONAL = "optional.demo.test"
ECHO = "echo.demo.test"
SLOW = "slow.demo.test"
BIG = "big.demo.test"
OPEN = "open.demo.test"
PLAIN = "plain.demo.test"
PICKY = "picky.demo.test"
POLITE = "polite.demo.test"
DROPPER = "dropper.demo.test"
HOSTILE = "hostile.demo.test"
EXPIRED = "expired.demo.test"
NOT_YET_VALID = "not-yet-valid.demo.test"
WRONG_HOST = "wrong-host.demo.test"
SELF_SIGNED = "self-signed.demo.test"
UNTRUSTED = "untrusted.demo.test"
MISSING_INTERMEDIATE = "missing-intermediate.demo.test"
EXPIRED_INTERMEDIATE = "expired-intermediate.demo.test"
CLIENT_ONLY = "client-only.demo.test"
SEVERAL_FAULTS = "several-faults.demo.test"
OLD_TLS = "old-tls.demo.test"

ELSEWHERE = "elsewhere.demo.test"
"""The name in the certificate of `WRONG_HOST`; nothing answers there."""

ISSUER_URL = "http://ca.demo.test/demo-ca.crt"
"""Where the certificate of `MISSING_INTERMEDIATE` says that its issuer is found; nothing answers there either."""

ALL = (
    API,
    OTHER,
    OPTIONAL,
    ECHO,
    SLOW,
    BIG,
    OPEN,
    PLAIN,
    PICKY,
    POLITE,
    DROPPER,
    HOSTILE,
    EXPIRED,
    NOT_YET_VALID,
    WRONG_HOST,
    SELF_SIGNED,
    UNTRUSTED,
    MISSING_INTERMEDIATE,
    EXPIRED_INTERMEDIATE,
    CLIENT_ONLY,
    SEVERAL_FAULTS,
    OLD_TLS,
)
"""Every name that a server of the lab answers to."""
