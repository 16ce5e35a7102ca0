"""The story of a handshake as facts: one for each message, which opens to the message's fields."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.models import Handshake, HandshakeMessage, Storyteller
from workbench.nouns import dataclass
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.tone import Tone


def untold(_handshake: Handshake) -> tuple[HandshakeMessage, ...]:
    """Tell nothing, where nobody was handed in who could."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who tells the story, and the two arrows: from us to the server, and back."""

    tell: Storyteller = untold
    arrows: tuple[str, str] = ("→", "←")


def facts(tls: Handshake, told: Told, *, reused: bool) -> Iterator[Fact]:
    """Return a heading and the messages in order."""
    messages = told.tell(tls)
    if not messages:
        return
    earlier = ", on an earlier request: this connection was reused" if reused else ""
    count = f"{len(messages)} message{'' if len(messages) == 1 else 's'}"
    yield Fact(label="Handshake", value=f"{count}{earlier}", aside="Enter opens one")
    for message in messages:
        yield _message(message, told.arrows)


def _message(message: HandshakeMessage, arrows: tuple[str, str]) -> Fact:
    ours = message.sender == "client"
    return Fact(
        label=f"{arrows[0] if ours else arrows[1]}{message.at_ms:6.1f} ms",
        value=message.note or message.name,
        aside=message.name if message.note else "",
        tone=_tone(message),
        more=(Fact(label="Message", value=message.name), *(Fact(label=n, value=v) for n, v in message.fields)),
    )


def _tone(message: HandshakeMessage) -> Tone:
    return "warn" if ("Level", "fatal") in message.fields else "plain"
