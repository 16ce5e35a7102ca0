"""In which charset a body is read: by its byte order mark, its header, or the zeros between its letters."""

from __future__ import annotations

import codecs
from typing import Final

from workbench import charsets
from workbench.nouns import dataclass
from workbench.visible import decoded

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark this one begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS: Final = {
    (True, True, True, False): "utf-32-be",
    (False, True, True, True): "utf-32-le",
    (True, False, True, False): "utf-16-be",
    (False, True, False, True): "utf-16-le",
}
_WIDE: Final = ("utf-16", "utf-32")
_LONGEST: Final = 4  # bytes of a character in UTF-8
_HIGH_SURROGATE: Final = 0xD800  # the first half of a character outside the basic plane, in UTF-16
_LOW_SURROGATE: Final = 0xDC00
_SYNCHRONOUS: Final = 0x30  # no byte below is the later part of a character, in any charset of more bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """A charset by Python's name, with how a line ends in it and how long the mark before the text is."""

    name: str = "utf-8"
    newline: bytes = b"\n"
    mark: int = 0

    @property
    def unit(self) -> int:
        """The least number of bytes of a character, and what line ends are a multiple of."""
        return len(self.newline)

    @property
    def is_plain(self) -> bool:
        """Whether ASCII is itself in it, and no byte of another character looks like ASCII."""
        return self.name in ("utf-8", "ascii") or self.name.startswith(("iso8859", "cp125", "koi8"))

    @property
    def carriage_return(self) -> bytes:
        """The sign that stands before a line end in some texts."""
        return self.newline.replace(b"\n", b"\r")

    def text(self, data: bytes) -> str:
        r"""Return bytes as text; what is not valid becomes `\xNN` or `<U+NNNN>` when it is made visible."""
        if self.unit == 1:
            return decoded(data, self.name)
        whole = len(data) - len(data) % self.unit
        text = data[:whole].decode(self.name, errors="surrogatepass") if _is_whole(data, whole, self.name) else None
        rest = data[whole:].decode("ascii", errors="surrogateescape")
        return (data[:whole].decode(self.name, errors="replace") if text is None else text) + rest

    def begins(self, head: bytes) -> int:
        """Return how many bytes at the end of `head` belong to a character that goes on after it."""
        if self.unit > 1:
            torn = len(head) % self.unit
            return torn + (self.unit if self._ends_with_high_surrogate(head[: len(head) - torn]) else 0)
        if self.name == "utf-8":
            return _begun(head)
        if self.is_plain or not head:
            return 0
        last = next((back for back, byte in enumerate(reversed(head)) if byte < _SYNCHRONOUS), len(head))
        return 0 if last == len(head) else last

    def _ends_with_high_surrogate(self, head: bytes) -> bool:
        if self.unit != 2 or not head:
            return False
        last = int.from_bytes(head[-2:], "big" if self.newline.startswith(b"\0") else "little")
        return _HIGH_SURROGATE <= last < _LOW_SURROGATE


def of(head: bytes, content_type: str) -> Encoding:
    """Return the charset of a body that begins with `head`: a mark goes over the header (WHATWG Encoding §6)."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return named(name, len(mark))
    said = codecs.lookup(charsets.named(content_type)).name
    if said.startswith(_WIDE) and not said.endswith(("-le", "-be")):
        return named(_by_zeros(head) or f"{said}-le")
    if said == "utf-8" and (found := _by_zeros(head)):
        return named(found)
    return named("utf-8" if said == "utf-8-sig" else said)


def named(name: str, mark: int = 0) -> Encoding:
    """Return the charset that Python knows by a name, with a byte order mark of so many bytes before the text."""
    try:
        newline = "\n".encode(name)
    except (LookupError, ValueError):
        newline = b"\n"
    return Encoding(name=name, newline=newline if len(newline) in (1, 2, 4) else b"\n", mark=mark)


def utf_8(text: str) -> bytes:
    """Return any text in UTF-8: bytes that were none of its charset as they came, a lone surrogate in three bytes."""
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")


def _by_zeros(head: bytes) -> str | None:
    """Tell UTF-16 and UTF-32 by the zeros of two first characters that are ASCII (RFC 4627 §3)."""
    first = tuple(byte == 0 for byte in head[:4])
    if len(first) < 4 or head[:4] == bytes(4):
        return None
    return _ZEROS.get((first[0], first[1], first[2], first[3]))


def _is_whole(data: bytes, end: int, name: str) -> bool:
    try:
        data[:end].decode(name, errors="surrogatepass")
    except ValueError:
        return False
    return True


def _begun(head: bytes) -> int:
    for back in range(1, min(_LONGEST, len(head)) + 1):
        byte = head[-back]
        if byte >= 0xC0:
            needed = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if needed > back else 0
        if byte < 0x80:
            return 0
    return 0
