"""`[resolve]`: addresses to connect to by host or host:port, as `curl --resolve` has them."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

from workbench.certificates.hosts import HostError, compile_pattern, typed_host
from workbench.documents import Table
from workbench.models import Port


def read(root: Table) -> dict[str, str]:
    """Read the addresses of a settings file, their hosts in normal form."""
    table, addresses = root.table("resolve"), dict[str, str]()
    for typed, address in root.texts("resolve").items():
        try:
            key = resolve_key(typed)
        except HostError as fault:
            raise table.fault(typed, str(fault)) from None
        if key in addresses:
            raise table.fault(typed, f"expected each host once, and {key} is there already")
        if not is_address(address):
            raise table.other(typed, "an IP address such as 127.0.0.1 or ::1")
        addresses[key] = address
    return addresses


def resolve_key(typed: str) -> str:
    """Return the normal form of a host or host:port; raises HostError, also for a pattern."""
    host, port = typed_host(typed, None)
    if port == "*" or not compile_pattern(host).exact:
        raise HostError("Expected one host, found a pattern: an address is for a host and perhaps a port.")
    return _key(host, port)


def resolved(addresses: Mapping[str, str], host: str, port: int) -> str | None:
    """Return the address that stands for a host in normal form; host:port goes before the host alone."""
    return addresses.get(_key(host, port)) or addresses.get(_key(host, None))


def is_address(text: str) -> bool:
    """Tell whether this is an IPv4 or IPv6 address, without brackets or zone."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _key(host: str, port: Port) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return bracketed if port is None else f"{bracketed}:{port}"
