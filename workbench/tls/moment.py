"""What is known at a point of a handshake's story, and what one message of it comes to in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from workbench.models import RawMessage
from workbench.nouns import dataclass
from workbench.tls import schemes, wire
from workbench.tls.hello import ClientHello, ServerHello
from workbench.tls.wire import Version

_MOST: Final = 200  # of a kind: a message has room for tens of thousands

Fields = tuple[tuple[str, str], ...]


class Told(NamedTuple):
    """A message in words, its fields, and its name where that is not its type's."""

    note: str
    fields: Fields = ()
    name: str = ""


@dataclass(slots=True, kw_only=True)
class Moment:
    """Where a handshake stands when its next message comes; `ours` says that we send that message."""

    message: RawMessage
    offered: ClientHello | None = None
    chosen: ServerHello | None = None
    finished: bool = False
    tickets: int = 0

    @property
    def ours(self) -> bool:
        """Whether the message is one of ours."""
        return self.message.direction == "write"

    @property
    def who(self) -> str:
        """Who sends it, at the beginning of a sentence."""
        return "We" if self.ours else "The server"

    @property
    def dialect(self) -> Version:
        """How the message is laid out."""
        return wire.dialect(self.message.version)

    @property
    def cipher(self) -> str:
        """The cipher that was chosen, by OpenSSL's name; "" while none is."""
        return schemes.cipher(self.chosen.cipher) if self.chosen is not None else ""


def listed(words: tuple[str, ...], none: str) -> str:
    """Return words as one value of a field."""
    return ", ".join(words) if words else none


def counted(count: int, noun: str) -> str:
    """Return a number with its noun, which takes an s: "1 certificate"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def numbered(name: str, values: Sequence[str]) -> Fields:
    """Return a field for each value, as many as a person may want to read."""
    fields = tuple((f"{name} {number}", value) for number, value in enumerate(values[:_MOST], 1))
    return (*fields, ("and", f"{len(values) - _MOST} more")) if len(values) > _MOST else fields
