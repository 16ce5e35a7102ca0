"""`send --trace`: the story of every handshake on stderr, each message with its fields below it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Final

from workbench import marks, masking
from workbench.models import Exchange, Handshake, HandshakeMessage, Hop, Storyteller

_FIELD: Final = " " * 14
HANG: Final = 16
"""How far in a line goes on that is too long for the terminal."""

_NAME_WIDTH: Final = 19  # EncryptedExtensions


class TraceOptions(argparse.Namespace):
    """The option as parsed."""

    trace: bool


def add(group: argparse._ArgumentGroup) -> None:
    """Add the option."""
    group.add_argument("--trace", action="store_true", help="tell each handshake on stderr, message by message")


def teller() -> Storyteller:
    """Return what puts handshakes into words; loaded only where a trace is asked for."""
    from workbench.tls import story

    return story.tell


def lines(exchange: Exchange) -> Iterator[str]:
    """Yield the story of every hop in order, not yet made visible."""
    tell = teller()
    for number, hop in enumerate(exchange.hops, 1):
        counted = f"hop {number}: " if len(exchange.hops) > 1 else ""
        yield f"{counted}{hop.request.method} {masking.url(hop.request.url)}"
        yield from _hop(hop, tell)


def _hop(hop: Hop, tell: Storyteller) -> Iterator[str]:
    if hop.proxy is not None and hop.proxy.tls is not None:
        yield f"TLS with the proxy {masking.url(hop.proxy.url)}:"
        yield from _story(hop.proxy.tls, tell)
    if hop.tls is None:
        yield "no TLS handshake"
        return
    peer = f" with {hop.remote}" if hop.remote and hop.proxy is None else ""
    earlier = " (of an earlier request: the connection was reused)" if hop.reused else ""
    yield f"TLS{peer}{earlier}:"
    yield from _story(hop.tls, tell)


def _story(tls: Handshake, tell: Storyteller) -> Iterator[str]:
    messages = tell(tls)
    if not messages:
        yield "  not observed"
    arrows = marks.arrows(getattr(sys.stderr, "encoding", None) or "utf-8")
    for message in messages:
        yield from _message(message, arrows)


def _message(message: HandshakeMessage, arrows: tuple[str, str]) -> Iterator[str]:
    arrow = arrows[0] if message.sender == "client" else arrows[1]
    yield f"{message.at_ms:8.1f} ms {arrow} {message.name:<{_NAME_WIDTH}} {message.note}".rstrip()
    for name, value in message.fields:
        yield f"{_FIELD}{name}: {value}"
