"""A host and a port as typed, read as the rules read them, and echoed in words."""

from __future__ import annotations

from workbench.certificates.hosts import HostError, authority, compile_pattern, typed_host
from workbench.models import Port
from workbench.nouns import dataclass
from workbench.widgets.finding import Note

_PORT_EXPECTED = "A port is a number from 1 to 65535, or * for any; empty means 443."
_HIGHEST = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Which URLs an entry is for, in normal form."""

    host: str
    port: Port


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRead:
    """What became of the two fields: a place, or none and a note that says why; the notes stand under them."""

    place: Place | None
    notes: tuple[Note, ...]


def read(host: str, port: str) -> PlaceRead:
    """Read the two fields; with nothing typed there is neither a place nor a note."""
    if not host and not port:
        return PlaceRead(place=None, notes=())
    try:
        normal, number = typed_host(host, _port(port))
        pattern = compile_pattern(normal)
    except HostError as error:
        return PlaceRead(place=None, notes=(Note(text=str(error), tone="bad"),))
    warning = (Note(text=pattern.warning, tone="warn"),) if pattern.warning else ()
    echo = Note(text=echoed(normal, number), tone="good")
    return PlaceRead(place=Place(host=normal, port=number), notes=(echo, *warning))


def echoed(host: str, port: Port) -> str:
    """Say which URLs a host in normal form and a port cover: `https://host:443 only`."""
    if port == "*":
        return f"https://{short(host, port).removesuffix(':*')} on any port{_subdomains(host)}"
    return f"https://{authority(host, port)} only{_subdomains(host)}"


def short(host: str, port: Port) -> str:
    """Return host and port as a rule says them: `*.example.com:8443`, `example.com:*`."""
    return authority(host, 1).removesuffix("1") + ("443" if port is None else str(port))


def port_text(port: Port) -> str:
    """Return a port as the field shows it, empty where it is absent."""
    return "" if port is None else str(port)


def _subdomains(host: str) -> str:
    parent = host.removeprefix("*.")
    if parent == host or set(parent) & set("*?[]{}"):
        return ""
    return f"; every subdomain at any depth, not {parent} itself"


def _port(text: str) -> Port:
    if text in ("", "*"):
        return "*" if text else None
    if text.isascii() and text.isdigit() and len(text) <= 5 and 1 <= int(text) <= _HIGHEST:
        return int(text)
    raise HostError(_PORT_EXPECTED)
