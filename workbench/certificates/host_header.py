"""A request sent to an address whose Host header names the host that was meant."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from workbench.certificates import hostnames, hosts
from workbench.certificates.hosts import HostError
from workbench.models import Origin, Suspicion
from workbench.nouns import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Misplaced:
    """The name in the Host header, and the address and port that the URL names instead."""

    name: str
    port: int
    address: str

    @property
    def url(self) -> str:
        """Scheme, host and port to send to."""
        port = "" if self.port == hosts.default_port("https") else f":{self.port}"
        return f"https://{self.name}{port}"


def misplaced(origin: Origin, headers: Iterable[tuple[str, str]]) -> Misplaced | None:
    """Return the name that a Host header puts in the place of the URL's address; None where it does not.

    Only for TLS, which goes by the URL alone: plain HTTP lacks nothing by it.
    """
    if not hosts.is_secure(origin.scheme) or not hostnames.is_address(origin.host):
        return None
    said = next((value for name, value in headers if name.lower() == "host"), "")
    try:
        name, _ = hosts.typed_host(said)
        exact = hosts.compile_pattern(name).exact
    except HostError:
        return None
    if hostnames.is_address(name) or not exact:
        return None
    return Misplaced(name=name, port=origin.port, address=origin.host)


def renamed(url: str, found: Misplaced) -> str:
    """Return a URL with the name in the place of its address; user, port, path and query stay."""
    parts = urlsplit(url)
    user = parts.netloc.rpartition("@")[:2]
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{''.join(user)}{found.name}{port}"))


def suspect(origin: Origin, headers: Iterable[tuple[str, str]]) -> Suspicion | None:
    """Say what an address with a Host header leaves out, and how the name itself is sent to that address."""
    found = misplaced(origin, headers)
    if found is None:
        return None
    message = (
        f"The URL names the address {found.address} and the Host header {found.name}: TLS goes by the URL, so the"
        " server name, the check of the server's certificate and your certificate rules are those of the address."
    )
    hint = (
        f'Send to {found.url} with "connect to" {found.address}'
        f" (--resolve {hosts.authority(found.name, found.port)}={found.address})."
    )
    return Suspicion(code="host_header_on_address", message=message, hint=hint)
