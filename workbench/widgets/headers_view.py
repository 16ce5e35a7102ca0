"""The Headers tab: what the server said, then what was sent, secrets masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from workbench import marks, masking
from workbench.models import Exchange, HopRequest, Response
from workbench.visible import visible
from workbench.widgets.fact_sheet import Fact, FactSheet


class HeadersView(FactSheet):
    """Header fields under the line they came with, in their order."""

    LABEL_WIDTH: ClassVar[int] = 22

    def show(self, exchange: Exchange | None) -> None:
        """Show the headers of the last hop's answer and of every hop's request."""
        self.facts = header_facts(exchange) if exchange else ()


def header_facts(exchange: Exchange) -> tuple[Fact, ...]:
    """Return the answer's headers and then each request's, as they may be shown."""
    facts = list(_answer(exchange.response)) if exchange.response else []
    for hop in reversed(exchange.hops):
        if facts:
            facts.append(Fact(label="", value=""))
        facts += _asked(hop.request)
    return tuple(facts)


def _answer(response: Response) -> Iterator[Fact]:
    head = f"{response.http_version} {response.status} {response.reason}".rstrip()
    size = marks.size(response.wire_bytes)
    if response.body_bytes != response.wire_bytes:
        size = f"{size} on the wire, {marks.size(response.body_bytes)} decoded"
    yield Fact(label="Answer", value=f"{head}   {size}", tone="strong")
    yield from _fields(response.headers)


def _asked(request: HopRequest) -> Iterator[Fact]:
    yield Fact(label="Request", value=f"{request.method} {masking.url(request.url)}", tone="strong")
    yield from _fields(request.headers)


def _fields(headers: Sequence[tuple[str, str]]) -> Iterator[Fact]:
    for name, value in masking.headers(headers):
        shown = visible(name)
        if len(shown) < HeadersView.LABEL_WIDTH:
            yield Fact(label=shown, value=value)
        else:
            yield Fact(label="", value=f"{shown}: {value}")
