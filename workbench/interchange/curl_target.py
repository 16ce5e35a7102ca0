"""Where a curl command goes: its URL, and `--resolve`, `--connect-to` and the proxy on the way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final
from urllib.parse import quote, urlsplit

from workbench.certificates import hosts
from workbench.certificates.hosts import HostError
from workbench.interchange.curl_options import Options
from workbench.models import Origin
from workbench.nouns import dataclass

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|\{\{")
_GLOB: Final = re.compile(r"\{[^{}]*\}|\[[^\]]*[^\]0-9A-Fa-f:.][^\]]*\]|\[\d+-\d+")
_PARTS: Final = re.compile(r"(\[[^\]]*\]|[^:]*)(?::|$)")
_PROXIES: Final = {"socks5": "socks5", "socks5-hostname": "socks5h"}
_OUTLANDISH: Final = ("socks4", "socks4a", "proxy1.0", "preproxy")
_PROXY_PORT: Final = 1080


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the request goes. `origin` is None while the URL has none that could be read.

    `address` is for the request's own host; `resolve` has the others. `host_header` is what curl would have sent.
    """

    url: str = field(repr=False)
    origin: Origin | None = None
    address: str | None = None
    server_name: str | None = None
    host_header: str | None = None
    resolve: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = field(default=None, repr=False)
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def read(options: Options, query: str, variables: frozenset[str], host_header: str | None = None) -> Target:
    """Read where it goes; `query` is what `-G` puts into the URL, `host_header` what a -H says."""
    target = _to_url(options, query, variables)
    target = _redirected(options, _resolved(options, target), host_header)
    return _proxied(options, target)


def _to_url(options: Options, query: str, variables: frozenset[str]) -> Target:
    urls = [given.value for given in options.all("url") if given.value]
    notes, left_out = list[str](), list[str]()
    url = urls[0].strip() if urls else ""
    if len(urls) > 1:
        left_out.append(f"{len(urls) - 1} more URL{'s' if len(urls) > 2 else ''}: a request has one")
    if url and not _SCHEME.match(url):
        scheme = options.last("proto-default") or "http"
        url = f"{scheme}://{url}"
        notes.append(f"The URL has no scheme: {scheme}:// was put in front, as curl does.")
    known = re.sub(r"\{\{(\w+)\}\}", lambda found: "" if found[1] in variables else found[0], url)
    if not options.has("globoff") and _GLOB.search(known):
        left_out.append("the {…} or […] in the URL, which curl reads as several URLs: it stands as it was written")
    if query:
        url, hash_sign, fragment = url.partition("#")
        url = f"{url}{'&' if '?' in url else '?'}{query}{hash_sign}{fragment}"
    return Target(url=url, origin=_origin(url), notes=tuple(notes), left_out=tuple(left_out))


def _origin(url: str) -> Origin | None:
    try:
        return hosts.origin(url)
    except HostError:
        return None


def _resolved(options: Options, target: Target) -> Target:
    found: dict[str, str] = {}
    wild: dict[int, str] = {}
    left_out = list(target.left_out)
    for given in options.all("resolve"):
        parts = _split(given.value.removeprefix("+"), 2)
        address = parts[2].split(",")[0].strip("[]") if len(parts) > 2 else ""
        if not address or not parts[1].isdigit():
            left_out.append("a --resolve that is not HOST:PORT:ADDRESS")
            continue
        if "," in parts[2]:
            left_out.append(f"all addresses of --resolve {parts[0]} but the first")
        if parts[0] == "*":
            wild[int(parts[1])] = address
        elif key := _key(parts[0], parts[1]):
            found[key] = address
        else:
            left_out.append("a --resolve whose host cannot be read")
    return _with_addresses(replace(target, left_out=tuple(left_out)), found, wild)


def _with_addresses(target: Target, found: dict[str, str], wild: Mapping[int, str]) -> Target:
    left_out = list(target.left_out)
    here = target.origin
    own = found.pop(_key(_bracketed(here.host), str(here.port)) or "", None) if here else None
    if own is None and here is not None:
        own = wild.get(here.port)
    if wild:
        left_out.append("--resolve with * for other hosts, as after a redirect")
    return replace(target, address=own, resolve=found, left_out=tuple(left_out))


def _redirected(options: Options, target: Target, host_header: str | None) -> Target:
    """Take the first `--connect-to` that is for the URL.

    To another host or port, or one that the Host header names too, the URL's host becomes the server's name.
    """
    here = target.origin
    for given in options.all("connect-to"):
        parts = _split(given.value, 3)
        if here is None or len(parts) < 4 or not _is_for(parts, here):
            continue
        host, port = parts[2].strip("[]") or here.host, parts[3] or str(here.port)
        named = host_header in (_bracketed(host), f"{_bracketed(host)}:{port}")
        if port == str(here.port) and _is_address(host) and not named:
            return replace(target, address=None if host == here.host else host)
        return _renamed(target, here, _bracketed(host), port)
    return target


def _renamed(target: Target, here: Origin, host: str, port: str) -> Target:
    """Return the target as its URL names where it connects to; the name that was in the URL stays for TLS and Host."""
    place = urlsplit(target.url)
    user, at, _ = place.netloc.rpartition("@")
    url = place._replace(netloc=f"{user}{at}{host}:{port}").geturl()
    origin = _origin(url)
    if origin is None:
        return replace(target, left_out=(*target.left_out, "a --connect-to whose host cannot be read"))
    usual = here.port == hosts.default_port(here.scheme)
    header = _bracketed(here.host) if usual else hosts.authority(here.host, here.port)
    note = f"--connect-to: the URL is where it connects to, and {here.host} the name for TLS and in the Host header."
    server_name = here.host if here.scheme == "https" else None
    return replace(
        target,
        url=hosts.normal_url(url),
        origin=origin,
        address=None,
        server_name=server_name,
        host_header=header,
        notes=(*target.notes, note),
    )


def _is_for(parts: list[str], here: Origin) -> bool:
    host = not parts[0] or _key(parts[0], "1") == _key(_bracketed(here.host), "1")
    return host and parts[1] in ("", str(here.port))


def _proxied(options: Options, target: Target) -> Target:
    left_out = list(target.left_out)
    named = options.last_of("proxy", *_PROXIES)
    text = options.last(named) if named else None
    for name in _OUTLANDISH:
        if options.has(name):
            left_out.append(f"the proxy of --{name}, which is not spoken here")
    spared = options.last("noproxy")
    user = options.last("proxy-user")
    proxy = _proxy(text, _PROXIES.get(named or "", "http"), user) if text else None
    if text == "" or spared == "*":
        proxy = "none"
    elif spared is not None:
        left_out.append("--noproxy with hosts: settings have them (http.no_proxy)")
    if user and not text:
        left_out.append("--proxy-user, since there is no proxy that it is for")
    return replace(target, proxy=proxy, left_out=tuple(left_out))


def _proxy(text: str, scheme: str, user: str | None) -> str:
    """Return the proxy's URL; curl's own port for one without is 1080, but 443 for https."""
    known, separator, rest = text.rpartition("://")
    scheme = known.lower() if separator else scheme
    own, at, place = rest.rstrip("/").rpartition("@")
    if user:
        name, colon, password = user.partition(":")
        own, at = f"{quote(name, safe='')}{colon}{quote(password, safe='')}", "@"
    port = place.rpartition(":")[2] if "]" not in place.rpartition(":")[2] else ""
    if ":" not in place.rpartition("]")[2] or not port:
        place = f"{place.rstrip(':')}:{443 if scheme == 'https' else _PROXY_PORT}"
    return f"{scheme}://{own}{at}{place}"


def _split(text: str, times: int) -> list[str]:
    """Split at colons outside brackets, so many times at most."""
    parts, place = list[str](), 0
    while len(parts) < times and (found := _PARTS.match(text, place)) and found.end() > place:
        parts.append(found[1])
        place = found.end()
    return [*parts, text[place:]]


def _key(host: str, port: str) -> str | None:
    try:
        return hosts.authority(*_place(host, port))
    except HostError:
        return None


def _place(host: str, port: str) -> tuple[str, int]:
    found = hosts.origin(f"https://{host}:{port}/")
    return found.host, found.port


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_address(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9.]+", text)) or ":" in text
