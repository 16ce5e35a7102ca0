"""Sentences about what a peer did wrong: few, short, and with nothing of the peer's in them that is not visible."""

from __future__ import annotations

import re
from typing import Final

from workbench import masking
from workbench.visible import decoded, visible

_SHOWN: Final = 60  # characters of what is quoted
_MOST: Final = 6  # sentences of one kind
_FIELD: Final = re.compile(r"(\s*)([^\s:=]+)(\s*[:=\s]\s*)(.*)")


def quoted(what: str | bytes) -> str:
    """Return foreign text in quotes, made visible and cut to what fits into a sentence."""
    text = what if isinstance(what, str) else decoded(what[: 4 * _SHOWN])
    shown = visible(text[:_SHOWN])
    return f'"{shown}"' if len(text) <= _SHOWN else f'"{shown}…"'


def quoted_head(what: bytes) -> str:
    """Quote what may be lines of a head, as far as they go: of a header that is secret, not its value."""
    lines = what[: 16 * _SHOWN].decode("latin-1").split("\n")
    return quoted("\n".join(map(_masked, lines)).encode("latin-1"))


def _masked(line: str) -> str:
    """Mask the value of a header, also of one whose colon is missing."""
    if (found := _FIELD.match(line)) is None:
        return line
    blank, name, between, value = found.groups()
    return f"{blank}{name}{between}{masking.header(name, value)}{line[found.end() :]}"


class Remarks:
    """Sentences in the order they were made; of very many, the first and a count, with what `more` there is."""

    def __init__(self, more: str = "more things of this kind were wrong") -> None:
        self._sentences: list[str] = []
        self._kind = more
        self._more = 0

    def __bool__(self) -> bool:
        return bool(self._sentences)

    def add(self, sentence: str) -> None:
        """Add a sentence, once."""
        if sentence in self._sentences:
            return
        if len(self._sentences) < _MOST:
            self._sentences.append(sentence)
        else:
            self._more += 1

    def told(self) -> tuple[str, ...]:
        """Return the sentences."""
        more = (f"{self._more} {self._kind}.",) if self._more else ()
        return (*self._sentences, *more)
