"""Does a certificate name this host? RFC 9525: alternative names only, a wildcard is a whole first label."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import Final

from cryptography import x509

from workbench.certificates import hostnames

_STARRED: Final = re.compile(r"[a-z0-9-]+")  # OpenSSL lets a star stand for no underscore


def covers(names: Sequence[x509.GeneralName], hostname: str) -> bool:
    """Tell whether one of the subject alternative names stands for `hostname`, a DNS name or an IP address.

    The host is brought to normal form first: no root dot, A-labels. What has no normal form is not named.
    """
    host = _normal(hostname.strip())
    if hostnames.is_address(host):
        address = ipaddress.ip_address(host)
        return any(isinstance(name, x509.IPAddress) and name.value == address for name in names)
    return any(isinstance(name, x509.DNSName) and _matches(name.value.lower(), host) for name in names)


def _normal(hostname: str) -> str:
    try:
        bare = hostname.removeprefix("[").removesuffix("]")
        return hostnames.ipv6(bare) if ":" in hostname else hostnames.name(hostname)
    except hostnames.HostError:
        return ""


def _matches(pattern: str, host: str) -> bool:
    if not pattern.startswith("*."):
        return bool(host) and pattern == host
    label, _, domain = host.partition(".")
    # "*.com" would be half the world: OpenSSL and the browsers want two labels behind the star.
    return domain == pattern[2:] and "." in domain and _STARRED.fullmatch(label) is not None
