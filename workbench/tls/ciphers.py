"""Cipher lists in OpenSSL's notation, and its security level: what OpenSSL makes of them.

They are for TLS 1.2 and older: the five suites of TLS 1.3 stand apart in OpenSSL, and Python cannot choose among them.
"""

from __future__ import annotations

import re
import ssl
from functools import lru_cache
from typing import Final

from workbench.visible import visible

_SEPARATORS: Final = re.compile(r"[:, ]+")


class CiphersRefused(Exception):
    """OpenSSL knows no cipher of a list; the text is a sentence for people."""


def choose(context: ssl.SSLContext, ciphers: str, level: int | None, *, verify: bool = True) -> None:
    """Set a list ("" is OpenSSL's own) and a security level (None leaves OpenSSL's). Raise CiphersRefused.

    Where the server is to be verified, those ciphers are left out under which it shows no certificate at all:
    OpenSSL has nothing to verify then, and goes on as if all were well (`ALL` holds them, at level 0).
    """
    if not ciphers and level is None:
        return
    said = ciphers.strip(":, ") or "DEFAULT"
    said = f"{said}:!aNULL" if verify else said
    try:
        context.set_ciphers(said if level is None else f"{said}:@SECLEVEL={level}")
    except ssl.SSLError as error:
        at = "" if level is None else f" at security level {level}"
        raise CiphersRefused(f'OpenSSL knows no cipher that "{visible(ciphers)}" would leave{at}.') from error


@lru_cache(maxsize=16)
def unknown(ciphers: str) -> tuple[str, ...]:
    """Return the parts of a list that stand for no cipher here: OpenSSL passes over them without a word."""
    parts = [part for part in _SEPARATORS.split(ciphers) if part and part[0] not in "!-+"]
    return tuple(part for part in parts if not _stands_for_any(part))


def _stands_for_any(part: str) -> bool:
    try:
        # Level 0: what the level forbids is no word that OpenSSL does not know.
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).set_ciphers(f"{part}:@SECLEVEL=0")
    except ssl.SSLError:
        return False
    return True
