"""The Cookies tab: every cookie that was set, taken apart, with what is wrong with it; then those that were sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import ClassVar, Final
from urllib.parse import urlsplit

from workbench import cookies, masking
from workbench.cookies import Received, SetCookie
from workbench.models import Exchange, Hop
from workbench.visible import visible
from workbench.widgets.entry_sheet import Entry, EntrySheet
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.headers_view import not_listed

_NONE = Entry(facts=(Fact(label="", value="No cookie was set, and none was sent.", tone="dim"),))
MOST: Final = 500
"""How many cookies of one head are listed: browsers keep 180 of a site."""

_GAP = Entry(facts=(Fact(label="", value=""),))


class CookiesView(EntrySheet):
    """Cookies under the hop that set or carried them, in their order."""

    LABEL_WIDTH: ClassVar[int] = 18

    def entries(self, exchange: Exchange, *, masked: bool) -> Iterator[Entry]:
        """Return every cookie of an exchange, values masked unless asked otherwise."""
        return cookie_entries(exchange, datetime.now(UTC), masked=masked)


def count(exchange: Exchange) -> int:
    """Return how many cookies the answers set."""
    return sum(map(cookies.set_by, exchange.hops))


def cookie_entries(exchange: Exchange, now: datetime, *, masked: bool = True) -> Iterator[Entry]:
    """Yield the cookies set, hop by hop, then those sent."""
    received = cookies.received(exchange, now, MOST)
    found = False
    for number, hop in enumerate(exchange.hops):
        mine = [each for each in received if each.hop == number]
        carried = cookies.sent_by(hop)
        for heading, entries in (
            ("Set by", [*(_set(each, hop, now, masked=masked) for each in mine), *_rest(cookies.set_by(hop))]),
            ("Sent to", [*(_sent(name, value, masked=masked) for name, value in carried[:MOST]), *_rest(len(carried))]),
        ):
            if entries:
                yield from [_GAP] if found else []
                yield _heading(heading, exchange, number)
                yield from entries
                found = True
    if not found:
        yield _NONE


def _rest(number: int) -> Iterator[Entry]:
    if number > MOST:
        yield Entry(facts=(Fact(label="", value=f"! {not_listed(number, MOST)}", tone="warn"),))


def _heading(words: str, exchange: Exchange, number: int) -> Entry:
    hop = exchange.hops[number]
    which = f"hop {number + 1}: " if len(exchange.hops) > 1 else ""
    value = f"{which}{hop.request.method} {masking.url(hop.request.url)}"
    return Entry(facts=(Fact(label=words, value=value, tone="strong"),))


def _set(received: Received, hop: Hop, now: datetime, *, masked: bool) -> Entry:
    cookie = received.cookie
    shown = masking.mask(cookie.value) if masked else cookie.value
    facts = [
        *_named(cookie.name, shown or "(empty)"),
        Fact(label="", value=", ".join(_scope(cookie, hop)), tone="dim"),
        Fact(label="", value=_lifetime(cookie, now), tone="dim"),
        Fact(label="", value=", ".join(_protection(cookie)), tone="dim"),
        *(Fact(label="", value=f"! {problem}", tone="warn") for problem in received.problems),
    ]
    return Entry(facts=tuple(facts), name=cookie.name, value=cookie.value, shown=shown)


def _sent(name: str, value: str, *, masked: bool) -> Entry:
    shown = masking.mask(value) if masked else value
    return Entry(facts=tuple(_named(name, shown or "(empty)")), name=name, value=value, shown=shown)


def _named(name: str, shown: str) -> Iterator[Fact]:
    label = visible(name) or "(no name)"
    if len(label) < CookiesView.LABEL_WIDTH:
        yield Fact(label=label, value=shown)
    else:
        yield Fact(label="", value=f"{label} = {shown}")


def _scope(cookie: SetCookie, hop: Hop) -> Iterator[str]:
    domain = (cookie.attribute("domain") or "").removeprefix(".")
    yield f"domain {domain} and below" if domain else f"domain {_host(hop)} only"
    path = cookie.attribute("path")
    yield f"path {path}" if path else "path of the URL"


def _host(hop: Hop) -> str:
    try:
        return urlsplit(hop.request.url).hostname or ""
    except ValueError:
        return ""


def _lifetime(cookie: SetCookie, now: datetime) -> str:
    end = cookies.expires(cookie, now)
    if end is None:
        return "ends with the session"
    if end <= now:
        return f"removed: it ended {end:%Y-%m-%d %H:%M} UTC"
    days = (end - now).days
    left = f"in {days} day{'' if days == 1 else 's'}" if days else "today"
    return f"expires {end:%Y-%m-%d %H:%M} UTC, {left}"


def _protection(cookie: SetCookie) -> Iterator[str]:
    yield "Secure" if cookie.has("secure") else "not Secure"
    yield "HttpOnly" if cookie.has("httponly") else "not HttpOnly"
    same_site = cookie.attribute("samesite")
    yield f"SameSite={same_site}" if same_site else "no SameSite"
    if cookie.has("partitioned"):
        yield "Partitioned"
