"""Cookies taken apart: what a Set-Cookie asks for (RFC 6265bis, 5.6), and why a browser would not do it."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final
from urllib.parse import SplitResult, urlsplit

from workbench.models import Exchange, Hop
from workbench.nouns import dataclass

LONGEST: Final = timedelta(days=400)
"""How long browsers keep a cookie at most."""

_MOST_BYTES: Final = 4096
_MOST_TOLD: Final = 20  # attributes of one cookie: HTTP knows nine
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SEPARATORS: Final = re.compile(r"[\x09\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+")
_TIME: Final = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)")
_DAY: Final = re.compile(r"(\d{1,2})(?:\D|$)")
_YEAR: Final = re.compile(r"(\d{2,4})(?:\D|$)")
_FIRST_YEAR: Final = 1601
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SAME_SITE: Final = ("strict", "lax", "none")
_KNOWN: Final = frozenset(
    {"expires", "max-age", "domain", "path", "secure", "httponly", "samesite", "partitioned", "priority"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCookie:
    """One Set-Cookie as it came; `attributes` keep their spelling and order, repeated ones too."""

    name: str
    value: str = field(repr=False)
    attributes: tuple[tuple[str, str], ...] = ()

    def attribute(self, name: str) -> str | None:
        """Return an attribute's value, the last where it came twice, None where it is absent."""
        found = [value for each, value in self.attributes if each.lower() == name]
        return found[-1] if found else None

    def has(self, name: str) -> bool:
        """Tell whether an attribute is there."""
        return self.attribute(name) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A cookie, the answer that set it (hop counted from 0), and what is wrong with it."""

    cookie: SetCookie
    hop: int
    problems: tuple[str, ...] = ()


def parse(line: str) -> SetCookie:
    """Take the value of a Set-Cookie apart; a line without `=` is a value without a name."""
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", pair
    attributes = tuple((key.strip(" \t"), said.strip(" \t")) for key, _, said in (each.partition("=") for each in rest))
    return SetCookie(
        name=name.strip(" \t"), value=value.strip(" \t"), attributes=tuple(each for each in attributes if any(each))
    )


def sent(line: str) -> tuple[tuple[str, str], ...]:
    """Return the names and values of a Cookie header."""
    pairs = ((*each.partition("="),) for each in line.split(";") if each.strip())
    return tuple((name.strip(), value.strip()) if equals else ("", name.strip()) for name, equals, value in pairs)


def received(exchange: Exchange, now: datetime, most: int | None = None) -> tuple[Received, ...]:
    """Return the cookies that the answers of an exchange set, in their order, of each answer the first `most`."""
    found = [
        (number, hop, parse(value)) for number, hop in enumerate(exchange.hops) for value in islice(_lines(hop), most)
    ]
    keys = [_key(hop, cookie) for _, hop, cookie in found]
    last = {key: place for place, key in enumerate(keys)}
    return tuple(
        Received(
            cookie=cookie,
            hop=number,
            problems=(*_problems(cookie, hop, now), *_again(is_last=last[keys[place]] == place)),
        )
        for place, (number, hop, cookie) in enumerate(found)
    )


def _lines(hop: Hop) -> Iterator[str]:
    headers = hop.response.headers if hop.response else ()
    return (value for name, value in headers if name.lower() == "set-cookie")


def set_by(hop: Hop) -> int:
    """Return how many cookies a hop's answer set."""
    return sum(1 for _ in _lines(hop))


def sent_by(hop: Hop) -> tuple[tuple[str, str], ...]:
    """Return the cookies that a hop's request carried."""
    lines = [value for name, value in hop.request.headers if name.lower() == "cookie"]
    return tuple(pair for line in lines for pair in sent(line))


def expires(cookie: SetCookie, now: datetime) -> datetime | None:
    """Return when it ends, Max-Age before Expires; None where it ends with the session."""
    if (seconds := _seconds(cookie)) is not None:
        # Anything beyond is cut to 400 days by browsers: no use in a year 10,000.
        return now + timedelta(seconds=max(0, min(seconds, 10**9)))
    said = cookie.attribute("expires")
    return date(said) if said else None


def date(text: str) -> datetime | None:
    """Read a cookie's date as browsers do (RFC 6265bis, 5.1.1), None where they read none in it."""
    parts: dict[str, tuple[int, ...]] = {}
    for token in filter(None, _SEPARATORS.split(text)):
        for kind, read in (("time", _clock), ("day", _day), ("month", _month), ("year", _year)):
            if kind not in parts and (found := read(token)) is not None:
                parts[kind] = found
                break
    if len(parts) < 4:
        return None
    with suppress(ValueError):
        (year,), (month,), (day,), (hour, minute, second) = (parts[name] for name in ("year", "month", "day", "time"))
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC) if year >= _FIRST_YEAR else None
    return None


def _clock(token: str) -> tuple[int, ...] | None:
    found = _TIME.match(token)
    return tuple(map(int, found.groups())) if found else None


def _day(token: str) -> tuple[int, ...] | None:
    found = _DAY.match(token)
    return (int(found[1]),) if found else None


def _month(token: str) -> tuple[int, ...] | None:
    start = token[:3].lower()
    return (_MONTHS.index(start) + 1,) if start in _MONTHS else None


def _year(token: str) -> tuple[int, ...] | None:
    found = _YEAR.match(token)
    if not found:
        return None
    year = int(found[1])
    return (year + (1900 if 70 <= year <= 99 else 2000 if year < 70 else 0),)


def _seconds(cookie: SetCookie) -> int | None:
    said = cookie.attribute("max-age") or ""
    digits = said.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(said[:18])


def _key(hop: Hop, cookie: SetCookie) -> tuple[str, str, str]:
    domain = (cookie.attribute("domain") or "").lstrip(".").lower() or (_split(hop.request.url).hostname or "")
    path = cookie.attribute("path") or ""
    return cookie.name, domain, path if path.startswith("/") else ""


def _again(*, is_last: bool) -> Iterator[str]:
    if not is_last:
        yield "set again further down, which replaces this one"


def _problems(cookie: SetCookie, hop: Hop, now: datetime) -> Iterator[str]:
    url = _split(hop.request.url)
    yield from _spelling(cookie)
    yield from _protection(cookie, secure=url.scheme in ("https", "wss"), local=_is_local(url.hostname or ""))
    yield from _place(cookie, url.hostname or "")
    yield from _lifetime(cookie, now)


def _spelling(cookie: SetCookie) -> Iterator[str]:
    if not cookie.name:
        yield "neither name nor value: it is ignored" if not cookie.value else "no name: browsers differ on it"
    if _CONTROL.search(cookie.name + cookie.value):
        yield "a control character in it: browsers refuse it"
    if len(cookie.name) + len(cookie.value) > _MOST_BYTES:
        yield f"name and value over {_MOST_BYTES} bytes: browsers refuse it"
    names = Counter(name.lower() for name, _ in cookie.attributes)
    for name, count in islice(names.items(), _MOST_TOLD):
        if count > 1:
            yield f"{name} stands there {count} times: the last one counts"
        if name not in _KNOWN:
            yield f"{name or 'an attribute without a name'} is no attribute: it is ignored"
    if len(names) > _MOST_TOLD:
        yield f"{len(names):,} attributes: what is wrong with the first {_MOST_TOLD} is told"


def _protection(cookie: SetCookie, *, secure: bool, local: bool) -> Iterator[str]:
    same_site = cookie.attribute("samesite")
    if cookie.has("secure") and not secure:
        who = "browsers that do not trust this computer" if local else "browsers"
        yield f"Secure, but it came without TLS: {who} refuse it"
    secure = secure or local
    if same_site is not None and same_site.lower() not in _SAME_SITE:
        yield f"SameSite={same_site} is none of Strict, Lax, None: counts as absent"
    if (same_site or "").lower() == "none" and not cookie.has("secure"):
        yield "SameSite=None without Secure: browsers refuse it"
    if cookie.has("partitioned") and not cookie.has("secure"):
        yield "Partitioned without Secure: browsers refuse it"
    prefix = cookie.name[:9].lower()
    if prefix == "__secure-" and not (cookie.has("secure") and secure):
        yield "__Secure- asks for Secure over TLS: browsers refuse it"
    if prefix.startswith("__host-") and not _is_host_bound(cookie, secure=secure):
        yield "__Host- asks for Secure over TLS, Path=/ and no Domain: browsers refuse it"


def _is_local(host: str) -> bool:
    """Tell whether browsers may trust a host without TLS (W3C Secure Contexts, 3.1; RFC 6265bis leaves it to them)."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _is_host_bound(cookie: SetCookie, *, secure: bool) -> bool:
    return cookie.has("secure") and secure and cookie.attribute("path") == "/" and not cookie.attribute("domain")


def _place(cookie: SetCookie, host: str) -> Iterator[str]:
    domain = (cookie.attribute("domain") or "").removeprefix(".").lower()
    if domain and domain != host and (_is_address(host) or not host.endswith(f".{domain}")):
        yield f"Domain={domain} does not cover {host}: browsers refuse it"
    elif domain and domain != host and "." not in domain:
        yield f"Domain={domain} is a whole top level: browsers refuse it"
    path = cookie.attribute("path")
    if path and not path.startswith("/"):
        yield "Path does not begin with /: the URL's folder counts instead"


def _is_address(host: str) -> bool:
    with suppress(ValueError):
        return bool(ipaddress.ip_address(host))
    return False


def _lifetime(cookie: SetCookie, now: datetime) -> Iterator[str]:
    said, seconds = cookie.attribute("expires"), _seconds(cookie)
    if cookie.attribute("max-age") and seconds is None:
        yield "Max-Age is no whole number: it is ignored"
    if said is not None and date(said) is None:
        yield "Expires is no date: it is ignored"
    if said and seconds is not None:
        yield "Max-Age and Expires: Max-Age counts"
    end = expires(cookie, now)
    if end and end > now + LONGEST:
        yield f"browsers keep it {LONGEST.days} days at most"


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.hostname
    except ValueError:
        return urlsplit("")
    return parts
