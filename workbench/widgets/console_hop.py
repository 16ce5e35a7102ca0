"""One hop of a send as nodes: what was wrong, asked, chosen, seen, timed and answered. Secrets are masked.

A node that holds a masked value has the node that shows it beside it (`bare`), for the key that asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content

from workbench import marks, masking
from workbench.models import Hop, HopRequest, Storyteller, Suspicion
from workbench.visible import visible
from workbench.widgets import console_body, console_tls
from workbench.widgets.console_headline import hop_marks
from workbench.widgets.console_node import Node, leaf
from workbench.widgets.tone import words
from workbench.widgets.trouble import here

_BAR = 36
_MOST_HEADERS = 2000  # of one head: laid out, hundreds of thousands would hold up the keys
_PHASES = ("dns", "tcp", "tls", "send", "wait", "download")


def nodes(hop: Hop, tell: Storyteller, *, whole: bool = False) -> tuple[Node, ...]:
    """Return everything about a hop, what went wrong first; with `whole` all that is kept of its body."""
    parts = (
        *(node for suspicion in hop.suspicions for node in _suspicion(suspicion)),
        _failure(hop),
        _hint(hop),
        _request(hop, whole=whole),
        *console_tls.departures(hop),
        console_tls.selection(hop),
        console_tls.ours(hop),
        console_tls.proxy(hop, tell),
        console_tls.server(hop, tell),
        _timing(hop),
        _response(hop),
        *(leaf("Note", words((visible(note), "warn"))) for note in hop.notes),
    )
    return tuple(part for part in parts if part is not None)


def line(hop: Hop) -> Content:
    """Return one line on a hop of several: where it went and what came of it."""
    answer = (
        words((f"{hop.response.status} {visible(hop.response.reason)}", "plain"))
        if hop.response
        else words(("failed", "bad"))
    )
    url = visible(masking.url(hop.request.url))
    return words(f"{visible(hop.request.method)} {url}  ", answer, "  ", hop_marks(hop, narrow=False))


def _suspicion(suspicion: Suspicion) -> tuple[Node, ...]:
    said = leaf("Likely", words((visible(suspicion.message), "warn")))
    return (said, leaf("", Content(visible(here(suspicion.hint))))) if suspicion.hint else (said,)


def _failure(hop: Hop) -> Node | None:
    failure = hop.failure
    if failure is None:
        return None
    return leaf("Error", words((visible(failure.message), "bad"), (f"  {failure.stage}: {failure.kind}", "dim")))


def _hint(hop: Hop) -> Node | None:
    return leaf("", Content(visible(here(hop.failure.hint)))) if hop.failure and hop.failure.hint else None


def _request(hop: Hop, *, whole: bool) -> Node:
    asked, children = hop.request, _asked(hop.request, whole=whole)
    masked = Node(label="Request", line=_request_line(hop, masking.url(asked.url)), children=children)
    if masking.url(asked.url) == asked.url:
        return masked
    bare = Node(label="Request", line=_request_line(hop, asked.url), children=children)
    return Node(label="Request", line=masked.line, children=children, bare=bare)


def _request_line(hop: Hop, url: str) -> Content:
    where = f" to {visible(hop.remote)}" if hop.remote else ""
    how = ", on an earlier request's connection" if hop.reused else ""
    proxy = hop.proxy
    via = f", through the proxy {visible(masking.url(proxy.url))} ({visible(proxy.source)})" if proxy else ""
    return Content(f"{visible(hop.request.method)} {visible(url)}{where}{how}{via}")


def _asked(asked: HopRequest, *, whole: bool) -> tuple[Node, ...]:
    kind = next((value for name, value in asked.headers if name.lower() == "content-type"), "")
    return (*_headers(asked.headers), *console_body.nodes(asked.body, kind, whole=whole))


def _response(hop: Hop) -> Node | None:
    answer = hop.response
    if answer is None:
        return None
    sizes = marks.size(answer.body_bytes)
    if answer.wire_bytes != answer.body_bytes:
        sizes += f" ({marks.size(answer.wire_bytes)} on the wire)"
    said = f"{answer.status} {visible(answer.reason)}  {visible(answer.http_version)}  {sizes}"
    return Node(label="Response", line=Content(said), children=tuple(_headers(answer.headers)))


def _headers(pairs: tuple[tuple[str, str], ...]) -> Iterator[Node]:
    listed = pairs[:_MOST_HEADERS]
    for (name, value), (_, shown) in zip(listed, masking.headers(listed), strict=True):
        bare = None if shown == value else leaf("", _header(name, value))
        yield Node(line=_header(name, shown), bare=bare)
    if len(pairs) > len(listed):
        more = f"{len(pairs) - len(listed):,} more of these, of {len(pairs):,}: the record has them all"
        yield leaf("", words((more, "warn")))


def _header(name: str, value: str) -> Content:
    return words((f"{visible(name)}: ", "accent"), visible(value))


def _timing(hop: Hop) -> Node | None:
    ran: list[tuple[str, float]] = [
        (phase, spent) for phase in _PHASES if (spent := getattr(hop.timing, phase)) is not None
    ]
    if not ran:
        return None
    whole = hop.timing.total or sum(spent for _, spent in ran)
    said = "  ".join(f"{phase} {marks.duration(spent)}" for phase, spent in ran)
    return Node(
        label="Timing",
        line=words(f"{said}  ", (f"total {marks.duration(whole)}", "strong")),
        children=tuple(_bars(ran, whole)),
    )


def _bars(ran: list[tuple[str, float]], whole: float) -> Iterator[Node]:
    before = 0.0
    for phase, spent in ran:
        start = min(_BAR - 1, round(_BAR * before / whole)) if whole else 0
        length = min(_BAR - start, max(1, round(_BAR * spent / whole))) if whole else 0
        bar = (" " * start + "=" * length, "accent")
        yield leaf("", words(f"{phase:<9}{marks.duration(spent):>8}  ", bar))  # type: ignore[arg-type]
        before += spent
