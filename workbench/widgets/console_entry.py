"""A console entry as a tree of lines: the send in one, then what was asked, chosen, seen and answered, by hop.

Everything a peer or a file said is made visible here, and what is secret is masked.
"""

from __future__ import annotations

from workbench import marks
from workbench.models import Exchange, LogEntry, Storyteller
from workbench.visible import visible
from workbench.widgets import console_body, console_hop
from workbench.widgets.console_headline import headline
from workbench.widgets.console_node import Node, leaf, plain_lines
from workbench.widgets.network_story import untold
from workbench.widgets.tone import words

_TEXT_WIDTH = 200


def nodes(entry: LogEntry, tell: Storyteller = untold, *, whole: bool = False) -> tuple[Node, ...]:
    """Return what an entry holds when it is open: all of a notice, or a send; a redirect's hops are further in.

    Bodies are there by their beginnings, or with `whole` as far as they are kept.
    """
    exchange = entry.exchange
    if exchange is None:
        return (Node(line=words(visible(entry.text))),)
    if len(exchange.hops) == 1:
        inner = console_hop.nodes(exchange.hops[0], tell, whole=whole)
    else:
        inner = tuple(
            Node(label=f"Hop {number}", line=console_hop.line(hop), children=console_hop.nodes(hop, tell, whole=whole))
            for number, hop in enumerate(exchange.hops, 1)
        )
    body = console_body.nodes(exchange.body, _content_type(exchange), whole=whole)
    return (*_session(entry), *inner, *body, _when(entry))


def text(entry: LogEntry, tell: Storyteller = untold, *, show_secrets: bool = False) -> str:
    """Return all of an entry as lines of text, bodies that are text whole: safe to copy, secrets masked or not."""
    if entry.exchange is None:
        return headline(entry, _TEXT_WIDTH).plain.rstrip()
    lines = plain_lines(nodes(entry, tell, whole=True), "  ", show_secrets=show_secrets)
    return "\n".join([headline(entry, _TEXT_WIDTH).plain.rstrip(), *lines])


def _when(entry: LogEntry) -> Node:
    return leaf("Began", words((f"{entry.at.astimezone():%Y-%m-%d %H:%M:%S %z}", "dim")))


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


def _content_type(exchange: Exchange) -> str:
    answer = exchange.response
    pairs = answer.headers if answer else ()
    return next((value for name, value in pairs if name.lower() == "content-type"), "")
