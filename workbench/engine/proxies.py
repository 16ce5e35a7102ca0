"""Which proxy a hop goes through, and who said so."""

from __future__ import annotations

import ipaddress
import os
import sys
from dataclasses import field, replace
from typing import Final

from workbench.certificates import hosts
from workbench.certificates.sealing import SealingError
from workbench.engine import url as urls
from workbench.engine.outgoing import NotPrepared, Outgoing
from workbench.engine.ticket import Ticket
from workbench.engine.url import Url, UrlError
from workbench.models import Origin, ProxyUsed
from workbench.nouns import dataclass
from workbench.settings import proxies as sealed

_SCHEMES: Final = ("http", "https", "socks5", "socks5h")
NEVER: Final = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """A proxy's address, with the credentials it wants, and where that came from in words."""

    url: Url = field(repr=False)
    source: str

    def used(self) -> ProxyUsed:
        """Return it as the record shows it, without the credentials."""
        return ProxyUsed(url=str(self.url.without_user()), source=self.source)


def for_hop(ticket: Ticket, outgoing: Outgoing) -> Proxy | None:
    """Return the proxy for one hop of a send. Raise NotPrepared."""
    http = ticket.settings.http
    try:
        configured = sealed.unsealed(http.proxy, ticket.passphrases.sealer) if http.proxy else ""
    except SealingError as error:
        raise NotPrepared("invalid_request", f"The proxy's password cannot be used: {error}") from error
    return proxy_for(outgoing.origin, ticket.proxy, configured, http.no_proxy, asked=outgoing.proxy)


def proxy_for(
    origin: Origin, said: str | None, configured: str, no_proxy: str, *, asked: str | None = None
) -> Proxy | None:
    """Return a hop's proxy: `said` on the command line, `asked` by the request, `configured`, or the environment's.

    `no_proxy` spares hosts the last two. Raise NotPrepared for an address that is none.
    """
    for text, source in ((said, "command line"), (asked, "request"), (configured, "settings")):
        if text == NEVER:
            return None
        if text:
            return None if source == "settings" and _bypassed(origin, no_proxy) else _proxy(text, source)
    return _from_environment(origin, no_proxy)


def _from_environment(origin: Origin, no_proxy: str) -> Proxy | None:
    if not _may_name_a_proxy():
        return None
    import urllib.request  # here, as it loads http.client and half of the package email

    found = urllib.request.getproxies()
    scheme = next((scheme for scheme in (origin.scheme, "all") if found.get(scheme)), None)
    if scheme is None or _bypassed(origin, no_proxy or found.get("no", "")):
        return None
    if urllib.request.proxy_bypass(f"{origin.host}:{origin.port}"):
        return None
    return _proxy(found[scheme], _variable(scheme))


def _may_name_a_proxy() -> bool:
    """Tell whether it is worth asking: macOS and Windows have system settings, elsewhere there are only variables."""
    return sys.platform in ("darwin", "win32") or any(name.lower().endswith("_proxy") for name in os.environ)


def _variable(scheme: str) -> str:
    for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper()):
        if os.environ.get(name):
            return f"environment ({name})"
    return "system settings"


def _bypassed(origin: Origin, no_proxy: str) -> bool:
    """Read NO_PROXY as curl does: names with their subdomains, addresses, networks, each with a port or without."""
    return any(_spares(part.strip().lower(), origin) for part in no_proxy.split(","))


def _spares(part: str, origin: Origin) -> bool:
    if part in ("", "*"):
        return part == "*"
    try:
        return ipaddress.ip_address(origin.host) in ipaddress.ip_network(part.strip("[]"), strict=False)
    except ValueError:
        pass
    name, colon, port = part.rpartition(":")
    if colon and port.isdigit():
        if int(port) != origin.port:
            return False
        part = name
    part = part.strip("[]").removeprefix("*").strip(".")
    return origin.host == part or origin.host.endswith(f".{part}")


def _proxy(text: str, source: str) -> Proxy:
    try:
        url = urls.read(text if "://" in text else f"http://{text}")
        place = hosts.origin(f"http://{text.partition('://')[2] or text}")  # as it came: httpx mends a backslash
    except hosts.HostError as error:
        raise NotPrepared("invalid_request", f"The proxy from the {source} is not a URL: {error}") from error
    except UrlError as error:  # its words are not repeated: they can hold a part of the password
        message = f"The proxy from the {source} is not a URL."
        hint = "The signs / ? # @ in a password are written %2F %3F %23 %40."
        raise NotPrepared("invalid_request", message, hint) from error
    if url.scheme not in _SCHEMES or not url.host:
        known = ", ".join(_SCHEMES)
        raise NotPrepared("invalid_request", f"The proxy from the {source} is none of {known}, or has no host.")
    # The host that its own certificate is chosen for is the host connected to, in normal form.
    return Proxy(url=replace(url, host=place.host), source=source)
