"""Names to addresses, in daemon threads, with overrides."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Mapping

from workbench.engine.errors import ResolveFailed
from workbench.engine.threads import in_thread
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """One socket address: family, and what `connect` takes."""

    family: socket.AddressFamily
    sockaddr: tuple[str, int] | tuple[str, int, int, int]

    def __str__(self) -> str:
        host, port = self.sockaddr[0], self.sockaddr[1]
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


@dataclass(frozen=True, slots=True)
class Found:
    """The addresses of a name, best first, and whether a look-up was needed."""

    addresses: tuple[Address, ...]
    looked_up: bool


async def resolve(host: str, port: int, overrides: Mapping[str, str]) -> Found:
    """Return the addresses of `host`. Raise ResolveFailed.

    `overrides` names the address to take for a host instead.
    """
    host = overrides.get(host, host)
    literal = _literal(host, port)
    if literal is not None:
        return Found((literal,), looked_up=False)
    try:
        found = await in_thread(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except (OSError, UnicodeError) as error:
        raise ResolveFailed(host, getattr(error, "strerror", None) or str(error)) from error
    addresses = tuple(dict.fromkeys(_address(family, sockaddr) for family, _, _, _, sockaddr in found))
    return Found(_interleaved(addresses), looked_up=True)


def _literal(host: str, port: int) -> Address | None:
    try:
        ip = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    if ip.version == 6:
        return Address(socket.AF_INET6, (str(ip), port, 0, 0))
    return Address(socket.AF_INET, (str(ip), port))


def _address(family: socket.AddressFamily, sockaddr: tuple[object, ...]) -> Address:
    host, port = str(sockaddr[0]), int(str(sockaddr[1]))
    if family == socket.AF_INET6:
        return Address(family, (host, port, int(str(sockaddr[2])), int(str(sockaddr[3]))))
    return Address(family, (host, port))


def _interleaved(addresses: tuple[Address, ...]) -> tuple[Address, ...]:
    """Alternate the families, beginning with the resolver's first (RFC 8305 §4)."""
    first = [a for a in addresses if a.family == addresses[0].family]
    other = [a for a in addresses if a.family != addresses[0].family]
    mixed: list[Address] = []
    for index in range(max(len(first), len(other))):
        mixed += first[index : index + 1] + other[index : index + 1]
    return tuple(mixed)
