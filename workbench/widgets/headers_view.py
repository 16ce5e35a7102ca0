"""The Headers tab: what the server said, then what was sent, secrets masked, what is odd told beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from workbench import marks, masking
from workbench.models import Exchange, HopRequest, Response
from workbench.visible import visible
from workbench.widgets.entry_sheet import Entry, EntrySheet
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.odd_headers import oddities

MOST: Final = 2000
"""How many fields of one head are listed: laid out, 4 MB of short ones would hold up the keys for a minute."""

_GAP = Entry(facts=(Fact(label="", value=""),))


class HeadersView(EntrySheet):
    """Header fields under the line they came with, in their order."""

    LABEL_WIDTH: ClassVar[int] = 22

    def entries(self, exchange: Exchange, *, masked: bool) -> Iterator[Entry]:
        """Return the headers of every hop's answer and request, the last hop first."""
        return header_entries(exchange, masked=masked)


def header_entries(exchange: Exchange, *, masked: bool = True) -> Iterator[Entry]:
    """Yield each hop's answer and request with their fields, the last hop first."""
    for number, hop in enumerate(reversed(exchange.hops)):
        if number:
            yield _GAP
        if hop.response:
            yield from _answer(hop.response, masked=masked, arriving=exchange.body is None and not number)
        yield from _noted(hop.notes)
        if hop.response or hop.notes:
            yield _GAP
        yield from _asked(hop.request, masked=masked)


def _answer(response: Response, *, masked: bool, arriving: bool) -> Iterator[Entry]:
    head = f"{response.http_version} {response.status} {response.reason}".rstrip()
    size = "" if arriving and not response.wire_bytes else marks.size(response.wire_bytes)
    if response.body_bytes != response.wire_bytes:
        size = f"{size} on the wire, {marks.size(response.body_bytes)} decoded"
    yield Entry(facts=(Fact(label="Answer", value=f"{head}   {size}".rstrip(), tone="strong"),))
    yield from _fields(response.headers, masked=masked)


def _noted(notes: Sequence[str]) -> Iterator[Entry]:
    """Yield what was odd about the answer, which may have kept a part of it out of what is shown."""
    for note in notes:
        yield Entry(facts=(Fact(label="! Note", value=note, tone="warn"),))


def _asked(request: HopRequest, *, masked: bool) -> Iterator[Entry]:
    url = masking.url(request.url) if masked else request.url
    yield Entry(facts=(Fact(label="Request", value=f"{request.method} {url}", tone="strong"),))
    yield from _fields(request.headers, masked=masked)


def _fields(headers: Sequence[tuple[str, str]], *, masked: bool) -> Iterator[Entry]:
    for (name, value), odd in zip(headers, oddities(headers, MOST), strict=False):
        shown = masking.header(name, value) if masked else value
        yield Entry(facts=tuple(_facts(visible(name), shown, odd)), name=name, value=value, shown=shown)
    if len(headers) > MOST:
        yield Entry(facts=(Fact(label="", value=f"! {not_listed(len(headers), MOST)}", tone="warn"),))


def not_listed(count: int, most: int) -> str:
    """Say that of very many things not all are listed, and where they are."""
    return f"{count - most:,} more of these came, of {count:,}: the record has them all, s in the console shares it"


def _facts(name: str, shown: str, odd: str) -> Iterator[Fact]:
    if len(name) < HeadersView.LABEL_WIDTH:
        yield Fact(label=name, value=shown)
    else:
        yield Fact(label="", value=f"{name}: {shown}")
    if odd:
        yield Fact(label="", value=f"! {odd}", tone="warn")
