"""The one line that a console entry is while it is closed, made for the width there is."""

from __future__ import annotations

import re
from datetime import datetime

from textual.content import Content

from workbench import marks, masking
from workbench.models import Exchange, Hop, LogEntry
from workbench.visible import visible
from workbench.widgets.tone import Tone, words

_CREDENTIALS = re.compile(r"^([^/]*//)[^/@]*@")
_WIDE = 110
_TIMED = 66
_MARKS_NARROW = 22
_MARKS_WIDE = 46


def headline(entry: LogEntry, width: int, *, masked: bool = True) -> Content:
    """Return the one line an entry is when it is closed, made for `width` cells."""
    clock = local_clock(entry.at)
    if entry.exchange is None:
        tone: Tone = {"info": "dim", "warning": "warn", "error": "bad"}[entry.level]  # type: ignore[assignment]
        sign = {"info": "", "warning": "! ", "error": "x "}[entry.level]
        return words((f"{clock} ", "dim"), (sign + visible(entry.text), tone))
    exchange = entry.exchange
    ending = _ending(exchange, width)
    start = words((f"{clock} ", "dim"), (f"{visible(_method(exchange)):<6} ", "strong"))
    room = max(12, width - start.cell_length - ending.cell_length - 1)
    return words(start, _place(exchange, room, masked=masked), " ", ending).rstrip().truncate(width, ellipsis=True)


def local_clock(moment: datetime) -> str:
    """Return the time of day on this machine."""
    return moment.astimezone().strftime("%H:%M:%S")


def hop_marks(hop: Hop, *, narrow: bool) -> Content:
    """Return the marks on a hop; where it is narrow, those that tell most."""
    tls, weak, ours = marks.tls(hop), marks.weakened(hop), marks.certificate(hop)
    if narrow:
        tls, weak, ours = _most_telling(tls, weak, ours)
    return words(" ").join([words((mark, _mark_tone(mark))) for mark in (tls, weak, ours) if mark])


def _method(exchange: Exchange) -> str:
    return exchange.hops[0].request.method if exchange.hops else exchange.request.method


def _place(exchange: Exchange, room: int, *, masked: bool) -> Content:
    """Return the URL, shortened for the room there is, and the number of hops."""
    url = exchange.hops[0].request.url if exchange.hops else exchange.request.url
    if masked:
        url = _CREDENTIALS.sub(r"\1…@", masking.url(url))  # the host is what tells one line from the next
    url = visible(url)
    jumps = f" {len(exchange.hops)} hops" if len(exchange.hops) > 1 else ""
    shown = _shortened(url, room - len(jumps))
    return words(shown, (jumps, "dim")).truncate(room, pad=True)


def _shortened(url: str, room: int) -> Content:
    """Leave out https:// first, then the end of the host: the path tells one line from the next."""
    if len(url) <= room:
        return Content(url)
    host, slash, path = url.removeprefix("https://").partition("/")
    scheme = "http://" if host == "http:" else ""
    if scheme:
        host, slash, path = path.removeprefix("/").partition("/")
    for_path = min(len(path) + 1, max(room // 2, room - len(scheme + host)))
    start = Content(scheme + host).truncate(room - for_path, ellipsis=True)
    return words(start, Content(slash + path).truncate(for_path, ellipsis=True))


def _ending(exchange: Exchange, width: int) -> Content:
    if not exchange.hops:
        return words(("NOTHING SENT", "warn"))
    hop = exchange.hops[-1]
    narrow = width < _WIDE
    total = "" if exchange.spent is None else marks.duration(exchange.spent)
    marked = hop_marks(hop, narrow=narrow).truncate(_MARKS_NARROW if narrow else _MARKS_WIDE, ellipsis=True, pad=True)
    time = f" {total:>7} " if width >= _TIMED else " "  # an open entry tells it; the URL needs the room more
    return words(_status(exchange, hop), (time, "dim"), marked)


def _status(exchange: Exchange, hop: Hop) -> Content:
    if exchange.outcome == "prepared":
        return words(("---", "dim"))
    if hop.failure or hop.response is None:
        stopped = hop.failure is not None and hop.failure.kind == "cancelled"
        return words(("end", "warn") if stopped else ("ERR", "bad"))
    status = hop.response.status
    return words((str(status), "good" if status < 300 else "warn" if status < 400 else "bad"))


def _most_telling(tls: str, weak: str, ours: str) -> tuple[str, str, str]:
    """Return what has room: the server's fault, else what weakened TLS, else what happened to our certificate."""
    if tls.startswith("[server cert"):
        return tls, "", ""
    if tls != "[TLS ok]":
        return tls, "", ours
    return ("", weak, "") if weak and _mark_tone(ours) != "warn" else ("", "", ours)


def _mark_tone(mark: str) -> Tone:
    if mark == "[TLS ok]" or mark.startswith("[cert SENT"):
        return "good"
    return "dim" if mark in ("[cert not asked]", "[no TLS]") else "warn"
