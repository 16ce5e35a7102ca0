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

ELSEWHERE = "elsewhere.demo.test"
"""The name in the certificate of `WRONG_HOST`; nothing answers there."""

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
)
"""Every name that a server of the lab answers to."""
