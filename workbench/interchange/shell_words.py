"""Words for a POSIX shell: quoted, with the shell's variables where a request has `{{name}}`."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from typing import Final

from workbench.interchange.carried import NotCopied

_VARIABLE: Final = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
_UNSAFE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\udc80-\udcff]")


def line(words: Iterable[str]) -> str:
    """Return a command line of these words."""
    return " ".join(quoted(word) for word in words)


def quoted(text: str) -> str:
    """Return one word. A variable that is not set makes the shell stop, and the command does not run."""
    pieces = _VARIABLE.split(text)
    if len(pieces) == 1:
        return _literal(text)
    return "".join(
        f'"${{{piece}:?}}"' if place % 2 else _literal(piece) * bool(piece) for place, piece in enumerate(pieces)
    )


def variables(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the variables that these words ask the shell for."""
    return tuple(dict.fromkeys(found[1] for text in texts for found in _VARIABLE.finditer(text)))


def _literal(text: str) -> str:
    if "\0" in text:
        raise NotCopied("There is a NUL byte in it, which no command line can hold. Send it from a file.")
    return _escaped(text) if _UNSAFE.search(text) else shlex.quote(text)


def _escaped(text: str) -> str:
    r"""Write what a terminal would act on, or what is no text, as `$'\x1b'`."""

    def escape(found: re.Match[str]) -> str:
        return "".join(f"\\x{byte:02x}" for byte in found[0].encode("utf-8", "surrogateescape"))

    # Never \': a shell that does not know $'…', such as dash, would end the word there and run what follows.
    plain = text.replace("\\", "\\\\").replace("'", "\\x27").replace("\n", "\\n")
    # A hexadecimal digit right after would be read as a third one by nobody: bash takes two at most.
    return f"$'{_UNSAFE.sub(escape, plain)}'"
