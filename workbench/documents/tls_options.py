"""What settings and request files alike may say of TLS: versions, ciphers and OpenSSL's security level."""

from __future__ import annotations

import re
from typing import Final

from workbench.documents.table import Table
from workbench.models import TLS_VERSIONS, TlsVersion

HIGHEST_SECURITY_LEVEL: Final = 5  # SSL_CTX_set_security_level(3)
# The level is said on its own: within the list it would silently win over it.
_CIPHERS: Final = re.compile(r"[A-Za-z0-9+!:,_ =.-]+")


def version(table: Table, key: str) -> TlsVersion | None:
    """Read a TLS version, None where the key is absent; raises DocumentError."""
    found = table.values.get(key)
    if found is None:
        return None
    for known in TLS_VERSIONS:
        if found == known:
            return known
    raise table.other(key, "one of " + ", ".join(f'"{known}"' for known in TLS_VERSIONS))


def are_crossed(lowest: TlsVersion | None, highest: TlsVersion | None) -> bool:
    """Tell whether a maximum is below its minimum, which leaves no version at all."""
    return bool(lowest and highest and TLS_VERSIONS.index(lowest) > TLS_VERSIONS.index(highest))


def ciphers(table: Table) -> str | None:
    """Read a cipher list in OpenSSL's notation, None where the key is absent; raises DocumentError."""
    found = table.text("ciphers", None)
    if fault := ciphers_fault(found or ""):
        raise table.fault("ciphers", fault)
    return found


def ciphers_fault(text: str) -> str | None:
    """Say what is wrong with the form of a cipher list, or None; OpenSSL alone knows which names there are."""
    if "@" in text:
        return "expected no @ in it: the security level has its own key, security_level"
    if text and not _CIPHERS.fullmatch(text):
        return 'expected a list as OpenSSL has it, such as "ECDHE+AESGCM:!SHA1"'
    return None


def security_level(table: Table) -> int | None:
    """Read OpenSSL's security level, None where the key is absent; raises DocumentError."""
    found = table.values.get("security_level")
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int) or not 0 <= found <= HIGHEST_SECURITY_LEVEL:
        raise table.other("security_level", f"a whole number from 0 to {HIGHEST_SECURITY_LEVEL}")
    return found
