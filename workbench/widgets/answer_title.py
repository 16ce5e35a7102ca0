"""The border of the answer's pane: status, time, size, and the two marks, cut so that the marks always show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from textual.content import Content

from workbench import marks, masking
from workbench.models import Exchange, Hop
from workbench.visible import visible
from workbench.widgets.tone import Tone, words

_LIKE_MARKS = re.compile(r"(?i)\[[^\[\]]*(?:TLS|cert|verif|weak)")
_CALM = ("[TLS ok]", "[cert SENT", "[cert not asked]")


def title(exchange: Exchange, width: int, *, arriving: bool = False) -> Content:
    """Return the most telling form that fits `width` cells: the size goes first, then words of the status.

    `arriving` stands for time and size of an answer that still comes.
    """
    forms = list(_forms(exchange, arriving=arriving))
    return next((form for form in forms if form.cell_length <= width), forms[-1])


def earlier(exchange: Exchange, width: int, *, changed: bool) -> Content:
    """Return the dim title of an answer that is not to what is composed now: its marks would be taken for that."""
    method, url = exchange.request.method, masking.url(exchange.request.url)
    place = url.partition("://")[2] or url
    if changed:
        said = f"Response  before the change: {_status(exchange)}"
    else:
        said = f"Response to {visible(method)} {visible(place)}  {_code(exchange)}"
    return words((said, "dim")).truncate(max(1, width), ellipsis=True)


def status(exchange: Exchange) -> Content:
    """Return the status in its colour: `200 OK`, `FAILED`, `STOPPED`."""
    return words((_status(exchange), _status_tone(exchange)))


def _forms(exchange: Exchange, *, arriving: bool) -> Iterator[Content]:
    hop = exchange.hops[-1] if exchange.hops else None
    time = marks.duration(exchange.spent) if exchange.spent is not None else ""
    time = "arriving…" if arriving else time
    size = marks.size(exchange.body.size) if exchange.body else ""
    marked = list(_marks(hop)) if hop else []
    full, short = status(exchange), words((_code(exchange), _status_tone(exchange)))
    forms: tuple[tuple[Content | str, ...], ...] = (
        (full, time, size),
        (full, time),
        (short, time, size),
        (short, time),
        (short,),
    )
    for parts in forms:
        pieces = [Content("Response"), *(words(part) for part in parts if part), *marked]
        yield Content("  ").join(pieces)
    yield Content(" ").join([short, *marked])
    if hop:
        yield Content(" ").join([short, *_marks(hop, brief=True)])


def _marks(hop: Hop, *, brief: bool = False) -> Iterator[Content]:
    weakened = marks.weakened(hop)
    for mark in (marks.tls(hop), "[WEAKENED]" if brief and weakened else weakened, marks.certificate(hop)):
        if mark:
            tone: Tone = "good" if mark.startswith(_CALM) else "bad" if "REFUSED" in mark else "warn"
            yield words((mark, tone))


def _status(exchange: Exchange) -> str:
    if exchange.outcome == "prepared":
        return "PREPARED, nothing sent"
    response = exchange.response
    if response is None:
        return _ended(exchange)
    # A server that writes marks there does not get them in among ours: the tab of headers shows what it said.
    reason = "" if _LIKE_MARKS.search(response.reason) else visible(response.reason)
    return f"{response.status} {reason}".rstrip() + _then(exchange)


def _code(exchange: Exchange) -> str:
    return f"{exchange.response.status}{_then(exchange)}" if exchange.response else _status(exchange)


def _then(exchange: Exchange) -> str:
    return f", then {_ended(exchange)}" if exchange.failure else ""


def _ended(exchange: Exchange) -> str:
    return "STOPPED" if exchange.failure and exchange.failure.kind == "cancelled" else "FAILED"


def _status_tone(exchange: Exchange) -> Tone:
    if exchange.outcome == "prepared":
        return "accent"
    response = exchange.response
    if exchange.failure or response is None or response.status >= 500:
        return "bad"
    return "good" if response.status < 400 else "warn"
