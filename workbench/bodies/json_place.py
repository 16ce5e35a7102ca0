"""Where one is in JSON laid out for reading: the path to the value of a line, and the bytes of that value."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Final

from workbench.bodies.json_layout import MAX_INDENT
from workbench.bodies.lines import Lines
from workbench.nouns import dataclass

Step = str | int

_KEY: Final = re.compile(rb'("(?:[^"\\]|\\.)*+"): ', re.DOTALL)
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FOR_A_SHELL: Final = re.compile(r"['`]|\$(?=[({])")  # a key is a server's word, and a filter of jq is put in quotes
_CHUNK: Final = 1 << 18
_HEAD: Final = 1 << 16
_STEP: Final = 2
_BLANKS: Final = MAX_INDENT * _STEP + 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The steps from the root to a value, and where its bytes stand in the text laid out; `indent` is its line's."""

    steps: tuple[Step, ...]
    start: int
    end: int
    indent: int


def at(lines: Lines, number: int) -> Place | None:
    """Return the place of a line, a closing bracket's that of its opening one; None where none can be told.

    Counts its way through what is before: for a thread. More than 32 levels deep no indentation tells the level.
    """
    reading = _Reading(lines)
    start, end = reading.line(lines.span(number)[0])
    indent = reading.indent(start)
    if indent >= MAX_INDENT * _STEP or start == end:
        return None
    if reading.sign(start) in b"]}":
        start = reading.before(start, indent)
    steps = reading.steps(start)
    first = reading.value(start)
    last = reading.end(start, indent)
    return None if steps is None else Place(steps=steps, start=first, end=last, indent=indent)


def json_path(steps: Sequence[Step]) -> str:
    """Spell steps as a JSONPath (RFC 9535)."""
    return "$" + "".join(map(_in_path, steps))


def jq_path(steps: Sequence[Step]) -> str:
    """Spell steps as a filter of jq."""
    pieces = [_in_jq(step, first=not place) for place, step in enumerate(steps)]
    return "".join(pieces) or "."


def meant(text: str) -> str:
    """Return what a value stands for: a string without its quotes and escapes, anything else as it is spelled."""
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        return text


def outdented(text: str, indent: int) -> str:
    """Return a value of more than one line as it would stand at the margin."""
    return text.replace("\n" + " " * indent, "\n")


def _in_path(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _PLAIN.fullmatch(step):
        return f".{step}"
    inner = json.dumps(step, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'")
    return f"['{inner}']"


def _in_jq(step: Step, *, first: bool) -> str:
    if isinstance(step, str) and _PLAIN.fullmatch(step):
        return f".{step}"
    inner = step if isinstance(step, int) else _FOR_A_SHELL.sub(_escaped, json.dumps(step, ensure_ascii=False))
    return f"{'.' if first else ''}[{inner}]"


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


class _Reading:
    """The text laid out, read around a line in both directions, never as a whole."""

    def __init__(self, lines: Lines) -> None:
        self._source = lines.source
        self._size = lines.indexed

    def line(self, start: int) -> tuple[int, int]:
        """Return where a line starts and, if that is near, ends."""
        head = self._source.read(start, min(start + _HEAD, self._size))
        end = head.find(b"\n")
        return start, start + (len(head) if end < 0 else end)

    def indent(self, start: int) -> int:
        """Return how many blanks a line starts with."""
        head = self._source.read(start, start + MAX_INDENT * _STEP + 1)
        return len(head) - len(head.lstrip(b" "))

    def sign(self, start: int) -> bytes:
        """Return the first sign of a line that is no blank."""
        place = start + self.indent(start)
        return self._source.read(place, place + 1)

    def before(self, start: int, indent: int) -> int:
        """Return where the last line before this one starts that is indented no more than that."""
        pattern = re.compile(rb"\n {0,%d}(?! )" % indent)
        upper = start
        while upper > 0:
            # The line end before a chunk's first line belongs to it, and the blanks after its last line end.
            base = max(0, upper - _CHUNK - 1)
            data = self._source.read(base, upper - 1 + _BLANKS)
            ends = [each.start() for each in pattern.finditer(data) if base + each.start() < upper - 1]
            if ends:
                return base + ends[-1] + 1
            upper = base + 1 if base else 0
        return 0

    def steps(self, start: int) -> tuple[Step, ...] | None:
        """Return the steps from the root to a line's value."""
        steps: list[Step] = []
        while (indent := self.indent(start)) > 0:
            above = self.before(start, indent - 1)
            if self.indent(above) != indent - _STEP:
                return None
            steps.append(self._step(start, above, indent))
            start = above
        return tuple(reversed(steps))

    def value(self, start: int) -> int:
        """Return where the value of a line starts, behind its key."""
        key = self._key(start)
        return start + self.indent(start) + (key.end() if key else 0)

    def end(self, start: int, indent: int) -> int:
        """Return where the value of a line ends, a comma left out."""
        line_end = self._line_end(start)
        if self._source.read(line_end - 1, line_end) in (b"[", b"{"):
            line_end = self._closing(line_end, indent)
        return line_end - (self._source.read(line_end - 1, line_end) == b",")

    def _step(self, start: int, above: int, indent: int) -> Step:
        opener = self._line_end(above)
        key = self._key(start)
        if key and self._source.read(opener - 1, opener) == b"{":
            return meant(key[1].decode(errors="surrogateescape"))
        return self._siblings(opener, start - 1, indent)

    def _siblings(self, first: int, last: int, indent: int) -> int:
        """Return how many lines between two line ends start a value at this indentation."""
        pattern = re.compile(rb"\n {%d}(?![ \]}])" % indent)
        count = 0
        for base in range(first, last, _CHUNK):
            data = self._source.read(base, min(base + _CHUNK + _BLANKS, last))
            count += sum(1 for found in pattern.finditer(data) if found.start() < _CHUNK)
        return count

    def _key(self, start: int) -> re.Match[bytes] | None:
        place = start + self.indent(start)
        return _KEY.match(self._source.read(place, place + _HEAD))

    def _line_end(self, start: int) -> int:
        place = start
        while place < self._size:
            chunk = self._source.read(place, place + _CHUNK)
            if (found := chunk.find(b"\n")) >= 0:
                return place + found
            place += len(chunk)
        return self._size

    def _closing(self, line_end: int, indent: int) -> int:
        """Return the end of the next line that is indented no more than this."""
        pattern = re.compile(rb"\n {0,%d}(?! )" % indent)
        place = line_end
        while place < self._size:
            chunk = self._source.read(place, place + _CHUNK + _BLANKS)
            found = pattern.search(chunk)
            if found and found.start() < _CHUNK and place + found.start() + 1 < self._size:
                return self._line_end(place + found.start() + 1)
            place += _CHUNK
        return self._size
