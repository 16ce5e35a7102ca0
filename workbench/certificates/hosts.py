"""Hosts: the one reading of a URL's host and port, and the patterns and ports that entries are for.

What `origin` returns is matched against the entries *and* connected to. So it refuses every spelling that
some other reader could take for another host: RFC 3986 as written, the WHATWG URL standard where that refuses
more, and nothing that only one of them would let through. Nothing here does I/O.
"""

from __future__ import annotations

import re
from dataclasses import field
from functools import lru_cache
from typing import NamedTuple

from workbench.certificates import globs, hostnames
from workbench.certificates.hostnames import HostError
from workbench.models import Origin, Port
from workbench.nouns import dataclass

__all__ = [
    "HostError",
    "Pattern",
    "authority",
    "compile_pattern",
    "covers",
    "covers_port",
    "default_port",
    "is_secure",
    "normal_url",
    "origin",
    "typed_host",
]

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_SECURE = frozenset({"https", "wss"})

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_TYPED_SCHEME = re.compile(r"(?:[^/@:]*:)?//")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")  # surrogates: bytes that were no text
_ADDRESS_LIKE = re.compile(r"(?=.*[0-9])[0-9.*?{},\[\]-]+")


def default_port(scheme: str) -> int:
    """Return the port that a URL of scheme http, https, ws or wss means when it names none."""
    return _DEFAULT_PORTS[scheme]


def is_secure(scheme: str) -> bool:
    """Tell whether the scheme means TLS, without which no certificate is ever sent."""
    return scheme in _SECURE


def authority(host: str, port: Port) -> str:
    """Write host and port as `host:port`, IPv6 in brackets, an absent port as the 443 it means."""
    return f"{_bracketed(host)}:{443 if port is None else port}"


def origin(url: str) -> Origin:
    """Read scheme, host and effective port of an absolute URL; raise HostError for a doubtful spelling."""
    return _taken_apart(url).origin


def normal_url(url: str) -> str:
    """Return `url` with scheme, host and port in normal form: every other reader then finds `origin(url)`."""
    known, user, rest = _taken_apart(url)
    port = "" if known.port == default_port(known.scheme) else f":{known.port}"
    return f"{known.scheme}://{user}{_bracketed(known.host)}{port}{rest}"


def typed_host(text: str, port: Port = None) -> tuple[str, Port]:
    """Bring what a person typed as a host to normal form; a port written in it becomes the port.

    Scheme, user, path and query are taken off. HostError when nothing is left, when it cannot be a host or a
    pattern, or when `port` says another port than the text.
    """
    if hostnames.is_normal(text):
        return text, _agreed(port, None)
    host, written = _typed_port(_without_url_parts(text.strip()))
    return hostnames.normal(host), _agreed(port, written)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """What an entry's host covers: one host (`exact`) or those that a pattern describes."""

    text: str
    exact: bool
    warning: str | None = None
    glob: globs.Glob | None = field(default=None, repr=False)

    def matches(self, host: str) -> bool:
        """Tell whether this covers a host in normal form; an address is covered by itself or a lone `*`."""
        if self.glob is None:
            return host == self.text
        if hostnames.is_address(host):
            return self.text == "*"
        return globs.matches(self.glob, host)


@lru_cache(maxsize=32768)
def compile_pattern(text: str) -> Pattern:
    """Read a host or a pattern (without port), in any spelling that has a normal form; raise HostError."""
    normal = hostnames.normal(text.strip())
    if not globs.SPECIAL.intersection(normal):
        return Pattern(text=normal, exact=True)
    glob = globs.parse(normal)
    return Pattern(text=normal, exact=False, warning=_warning(normal, glob), glob=glob)


def covers(host_pattern: str | None, port: Port, origin: Origin) -> bool:
    """Tell whether a host pattern and a port are for `origin`; a pattern that cannot be read covers nothing.

    Without a pattern every host is meant, and then an absent port means every port (a CA without limits).
    """
    if host_pattern is None:
        return port is None or covers_port(port, origin.port)
    try:
        return covers_port(port, origin.port) and compile_pattern(host_pattern).matches(origin.host)
    except HostError:
        return False


def covers_port(port: Port, effective: int) -> bool:
    """Tell whether an entry's port is for a URL's effective port."""
    return port == "*" or (443 if port is None else port) == effective


class _Pieces(NamedTuple):
    origin: Origin
    user: str  # with its `@`, or empty
    rest: str


def _taken_apart(url: str) -> _Pieces:
    if _CONTROL.search(url):
        raise HostError(
            "The URL holds a control character, such as a line end, or bytes that are no text: take it out."
        )
    found = _URL.fullmatch(url)
    if not found:
        raise HostError("The URL does not begin with http:// or https://: put https:// in front.")
    scheme = found[1].lower()
    if scheme not in _DEFAULT_PORTS:
        raise HostError(f"The URL begins with {scheme}://, which is none of http, https, ws and wss.")
    user, place = _split_user(found[2])
    host, port = _url_host(place)
    number = _port_number(port) if port else default_port(scheme)
    return _Pieces(Origin(scheme=scheme, host=host, port=number), user, found[3])


def _split_user(place: str) -> tuple[str, str]:
    """Split `user:password@` off; readers disagree on which of two `@` counts and what a backslash ends."""
    user, at, host = place.rpartition("@")
    if "@" in user:
        raise HostError("There is more than one @ before the path: write %40 for one in a user or password.")
    hostnames.refuse_blank(place)
    return user + at, host


def _url_host(place: str) -> tuple[str, str]:
    if place.startswith("["):
        host, port = _split_bracketed(place)
        return hostnames.ipv6(host), port
    host, _, port = place.partition(":")
    if ":" in port:
        raise HostError("There is more than one colon in the host: an IPv6 address stands in brackets, [::1].")
    if not host:
        raise HostError("The URL names no host.")
    return hostnames.name(host), port


def _split_bracketed(place: str) -> tuple[str, str]:
    host, closed, after = place[1:].partition("]")
    if not closed or (after and not after.startswith(":")):
        raise HostError("An IPv6 address stands in one pair of brackets, a port after a colon: [::1]:443.")
    return host, after.removeprefix(":")


def _port_number(text: str) -> int:
    """Read a port; the message does not repeat it, as it may be a password that was cut at a slash."""
    if len(text) > 5 or not (text.isascii() and text.isdigit()):
        raise HostError("What stands after the colon is not a port: a number from 1 to 65535.")
    return _valid_port(int(text))


def _valid_port(number: int) -> int:
    if not 1 <= number <= 65535:
        raise HostError("The port is not a number from 1 to 65535.")
    return number


def _without_url_parts(text: str) -> str:
    scheme = _TYPED_SCHEME.match(text)
    bare = re.split(r"[/#]", text[scheme.end() :] if scheme else text, maxsplit=1)[0]
    return _split_user(_without_query(bare, after_scheme=scheme is not None))[1]


def _without_query(text: str, *, after_scheme: bool) -> str:
    """Take a query off, unless its `?` is the wildcard for one character."""
    before, mark, after = text.partition("?")
    if "=" in after or "&" in after:
        return before
    if not mark or not after_scheme:
        return text
    if "." in after or ":" in after:
        raise HostError("Write the host without the part before //: after that, a ? could also begin a query.")
    return before


def _typed_port(bare: str) -> tuple[str, Port]:
    if bare.startswith("[") and ":" in bare.partition("]")[0]:
        host, port = _split_bracketed(bare)
        return f"[{host}]", _port_number(port) if port else None
    if bare.count(":") > 1:
        return bare, None
    host, colon, port = bare.partition(":")
    if not colon:
        return host, None
    return host, "*" if port == "*" else _port_number(port)


def _agreed(port: Port, written: Port) -> Port:
    if isinstance(port, int):
        _valid_port(port)
    if port is not None and written is not None and port != written:
        raise HostError("The host holds another port than Port says: leave one of them out.")
    return written if port is None else port


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _warning(text: str, glob: globs.Glob) -> str | None:
    if text == "*":
        return "`*` is every host: each server that asks gets this certificate."
    found: list[str] = []
    if isinstance(glob.elements[-1], globs.Wild):
        found.append(f"`{text}` ends in a wildcard, so it also covers hosts of other owners.")
    elif glob.elements[-2:-1] == (globs.Wild.SOME,) and glob.tail.count(".") == 1 and glob.tail[0] != ".":
        found.append(f"`{text}` also covers `other{glob.tail}`; `*.{glob.tail}` is its subdomains only.")
    if _ADDRESS_LIKE.fullmatch(text):
        found.append(f"`{text}` covers no IP address: one is covered by itself or by a lone `*`.")
    return " ".join(found) or None
