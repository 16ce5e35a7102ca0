"""A console entry as a tree of lines: the send in one, then what was asked, chosen, seen and answered, by hop.

Everything a peer or a file said is made visible here, and what is secret is masked.
"""

from __future__ import annotations

from datetime import datetime

from textual.content import Content

from workbench import marks, masking
from workbench.models import Exchange, Hop, LogEntry, Storyteller, Suspicion
from workbench.visible import visible
from workbench.widgets import console_tls
from workbench.widgets.console_node import Node, leaf, plain_lines
from workbench.widgets.network_story import untold
from workbench.widgets.tone import Tone, words

_BODY_LINES = 12
_BODY_BYTES = 4096
_WIDE = 110
_MARKS_NARROW = 22
_MARKS_WIDE = 46


def is_error(entry: LogEntry) -> bool:
    """Tell whether an entry is a failed send, an HTTP error of the server's, or an error of the app's own."""
    if entry.exchange is None:
        return entry.level == "error"
    response = entry.exchange.response
    return entry.exchange.outcome == "failure" or (response is not None and response.status >= 400)


def headline(entry: LogEntry, width: int) -> Content:
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
    return words(start, _place(exchange, room), " ", ending).truncate(width, ellipsis=True)


def matches(entry: LogEntry, query: str) -> bool:
    """Tell whether every word of a query is in what an entry says: URL, status, certificate, failure, the text."""
    said = _said(entry).casefold()
    return all(word in said for word in query.casefold().split())


def nodes(entry: LogEntry, tell: Storyteller = untold) -> tuple[Node, ...]:
    """Return what an entry holds when it is open: all of a notice, or a send; a redirect's hops are further in."""
    exchange = entry.exchange
    if exchange is None:
        return (Node(line=words(visible(entry.text))),)
    if len(exchange.hops) == 1:
        return (*_session(entry), *_hop_nodes(exchange.hops[0], tell), *_body_node(exchange))
    hops = [
        Node(label=f"Hop {number}", line=_hop_line(hop), children=_hop_nodes(hop, tell))
        for number, hop in enumerate(exchange.hops, 1)
    ]
    return (*_session(entry), *hops, *_body_node(exchange))


def text(entry: LogEntry, tell: Storyteller = untold) -> str:
    """Return all of an entry as lines of text, as it is shown: safe to copy, secrets masked."""
    lines = [headline(entry, 200).plain.rstrip()]
    if entry.exchange is None:
        return lines[0]
    return "\n".join([*lines, *plain_lines(nodes(entry, tell), "  ")])


def local_clock(moment: datetime) -> str:
    """Return the time of day on this machine."""
    return moment.astimezone().strftime("%H:%M:%S")


def _session(entry: LogEntry) -> tuple[Node, ...]:
    """Say whom the session was when it was sent, and that a request's own choice went over that."""
    if entry.choice is None or entry.exchange is None:
        return ()
    was, pin = entry.choice.value, entry.exchange.request.tls.certificate
    chosen = [hop.selection.entry for hop in entry.exchange.hops if hop.selection.entry]
    by_id = [marks.label(one) for one in chosen if was == f"id:{one.id}"]
    whom = "nobody" if was == "none" else by_id[0] if by_id else visible(was)
    over = "" if pin is None or pin == was else f"; the request's own choice, {visible(pin)}, went before it"
    return (leaf("Session", words((f"you were {whom}", "warn"), over)),)


def _said(entry: LogEntry) -> str:
    if entry.exchange is None:
        return entry.text
    return "\n".join([entry.exchange.request.url, *map(_hop_said, entry.exchange.hops)])


def _hop_said(hop: Hop) -> str:
    certificate = marks.label(hop.selection.entry) if hop.selection.entry else ""
    status = f"{hop.response.status} {hop.response.reason}" if hop.response else ""
    failure = f"ERR {hop.failure.message}" if hop.failure else ""
    marked = f"{marks.tls(hop)} {marks.weakened(hop)} {marks.certificate(hop)}"
    return f"{hop.request.method} {hop.request.url} {hop.selection.host} {status} {failure} {certificate} {marked}"


def _method(exchange: Exchange) -> str:
    return exchange.hops[0].request.method if exchange.hops else exchange.request.method


def _place(exchange: Exchange, room: int) -> Content:
    """Return the URL, shortened for the room there is, and the number of hops."""
    url = visible(masking.url(exchange.hops[0].request.url if exchange.hops else exchange.request.url))
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
    total = "" if hop.timing.total is None else marks.duration(hop.timing.total)
    marked = _marks(hop, narrow=narrow).truncate(_MARKS_NARROW if narrow else _MARKS_WIDE, ellipsis=True, pad=True)
    return words(_status(exchange, hop), (f" {total:>7} ", "dim"), marked)


def _status(exchange: Exchange, hop: Hop) -> Content:
    if exchange.outcome == "prepared":
        return words(("---", "dim"))
    if hop.failure or hop.response is None:
        stopped = hop.failure is not None and hop.failure.kind == "cancelled"
        return words(("end", "warn") if stopped else ("ERR", "bad"))
    status = hop.response.status
    return words((str(status), "good" if status < 300 else "warn" if status < 400 else "bad"))


def _marks(hop: Hop, *, narrow: bool) -> Content:
    tls, weak, ours = marks.tls(hop), marks.weakened(hop), marks.certificate(hop)
    if narrow:
        tls, weak, ours = _most_telling(tls, weak, ours)
    return words(" ").join([words((mark, _mark_tone(mark))) for mark in (tls, weak, ours) if mark])


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


def _hop_line(hop: Hop) -> Content:
    answer = (
        words((f"{hop.response.status} {visible(hop.response.reason)}", "plain"))
        if hop.response
        else words(("failed", "bad"))
    )
    return words(
        f"{visible(hop.request.method)} {visible(masking.url(hop.request.url))}  ",
        answer,
        "  ",
        _marks(hop, narrow=False),
    )


def _hop_nodes(hop: Hop, tell: Storyteller) -> tuple[Node, ...]:
    parts = (
        *(node for suspicion in hop.suspicions for node in _suspicion(suspicion)),
        _failure(hop),
        _hint(hop),
        _request(hop),
        *console_tls.departures(hop),
        console_tls.selection(hop),
        console_tls.ours(hop),
        console_tls.server(hop, tell),
        _timing(hop),
        _response(hop),
        *(leaf("Note", words((visible(note), "warn"))) for note in hop.notes),
    )
    return tuple(part for part in parts if part is not None)


def _suspicion(suspicion: Suspicion) -> tuple[Node, ...]:
    said = leaf("Likely", words((visible(suspicion.message), "warn")))
    return (said, leaf("", Content(visible(suspicion.hint)))) if suspicion.hint else (said,)


def _failure(hop: Hop) -> Node | None:
    if hop.failure is None:
        return None
    return leaf("Error", words((visible(hop.failure.message), "bad")))


def _hint(hop: Hop) -> Node | None:
    return leaf("", Content(visible(hop.failure.hint))) if hop.failure and hop.failure.hint else None


def _request(hop: Hop) -> Node:
    where = f" to {visible(hop.remote)}" if hop.remote else ""
    how = ", on an earlier request's connection" if hop.reused else ""
    via = f", through the proxy {visible(hop.proxy.url)} ({visible(hop.proxy.source)})" if hop.proxy else ""
    line = f"{visible(hop.request.method)} {visible(masking.url(hop.request.url))}{where}{how}{via}"
    body = hop.request.body
    sent = (leaf("", words((f"body of {marks.size(body.size)}", "dim"))),) if body and body.size else ()
    return Node(label="Request", line=Content(line), children=(*_headers(hop.request.headers), *sent))


def _response(hop: Hop) -> Node | None:
    answer = hop.response
    if answer is None:
        return None
    sizes = marks.size(answer.body_bytes)
    if answer.wire_bytes != answer.body_bytes:
        sizes += f" ({marks.size(answer.wire_bytes)} on the wire)"
    line = f"{answer.status} {visible(answer.reason)}  {visible(answer.http_version)}  {sizes}"
    return Node(label="Response", line=Content(line), children=_headers(answer.headers))


def _headers(pairs: tuple[tuple[str, str], ...]) -> tuple[Node, ...]:
    shown = masking.headers(pairs)
    return tuple(leaf("", words((f"{visible(name)}: ", "accent"), visible(value))) for name, value in shown)


def _timing(hop: Hop) -> Node | None:
    phases = ("dns", "tcp", "tls", "send", "wait", "download")
    ran: list[tuple[str, float]] = [
        (phase, spent) for phase in phases if (spent := getattr(hop.timing, phase)) is not None
    ]
    if not ran:
        return None
    whole = hop.timing.total or sum(spent for _, spent in ran)
    line = "  ".join(f"{phase} {marks.duration(spent)}" for phase, spent in ran)
    bars = tuple(
        leaf("", words(f"{phase:<9}{marks.duration(spent):>8}  ", (_bar(spent, whole), "accent")))
        for phase, spent in ran
    )
    return Node(label="Timing", line=words(f"{line}  ", (f"total {marks.duration(whole)}", "strong")), children=bars)


def _bar(spent: float, whole: float) -> str:
    return "=" * max(1, round(36 * spent / whole)) if whole else ""


def _body_node(exchange: Exchange) -> tuple[Node, ...]:
    body = exchange.body
    if body is None or not body.size:
        return ()
    shown = body.data[:_BODY_BYTES].decode("utf-8", errors="surrogateescape").splitlines()[:_BODY_LINES]
    cut = "" if body.complete else ", not complete"
    lines = tuple(leaf("", Content(visible(line))) for line in shown)
    return (Node(label="Body", line=Content(f"{marks.size(body.size)}{cut}, its beginning"), children=lines),)
