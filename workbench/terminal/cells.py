"""The screen as a grid of cells: reads what would be written to the terminal, and tells what of it need be sent.

Text at a place, where every terminal agrees on the columns, is wanted in the cells it falls on; what comes in between
two takes is merged, so that frames which come faster than the line replace each other. What cannot be followed is
passed on as it is, at the place and with the pen it would have had, and what it may have touched is unknown from there
on: drawn again when something is wanted there, and left alone until then.
"""

from __future__ import annotations

import re
from typing import Final

from workbench.terminal import widths
from workbench.terminal.canvas import Canvas
from workbench.terminal.pens import Pens

_TEXT: Final = r"[^\x00-\x1f\x7f-\x9f]"
_STRING: Final = r"[^\x07\x1b]*(?:\x07|\x1b\\)"
_HELD: Final = r"[PX^_](?:[^\x1b]|\x1b(?!\\))*"  # a string that may hold others, as what GNU screen is to pass on
_TOKEN: Final = re.compile(
    rf"\x1b\[([\d;]+)m({_TEXT}+)\x1b\[0?m"  # a styled piece, as Textual writes nearly everything
    rf"|\x1b\[(\d*);?(\d*)H"
    rf"|\x1b\[([\d;]*)m"
    rf"|({_TEXT}+)"
    rf"|\x1b\]8;({_STRING})"
    rf"|(\x1b\[\?2026[hl])"
    rf"|(\x1b\[[0-?]*[ -/]*[@-~]|\x1b\]{_STRING}|\x1b{_HELD}\x1b\\|\x1b[ -/]*[0-~]|[\x00-\x1f\x7f-\x9f])"
)
_STYLED, _PLACE, _PEN, _PLAIN, _LINK, _SYNCHRONISED = 2, 4, 5, 6, 7, 8
_MODES: Final = (7, 12, 25, *range(1000, 1008), 1015, 1016, 2004, 2031, 2048)
_HARMLESS: Final = frozenset(  # touches no cell, and does not ask where the cursor is
    (
        "\x07",
        *(f"\x1b[?{mode}{final}" for mode in _MODES for final in "hl"),
        *(f"\x1b[?{mode}$p" for mode in ("2026", "2048")),
    )
)
_ROW: Final = re.compile(r"\x1b\[(\d+);\d+H")
_PARAMETERS: Final = "0123456789;:<=>?"
_UNLIKE: Final = -1  # among the rows of a line: what is done by it twice is not what is done by it once
_WORTH_HIDING: Final = 512  # bytes: what is shorter comes in one packet anyway


class Cells:
    """One screen; `lean` where the terminal can switch off one attribute alone."""

    def __init__(self, width: int, height: int, *, lean: bool = True) -> None:
        self._lean = lean
        self._synchronised = False
        self._rest = ""
        self._x: int | None = None
        self._y = 0
        self._rows: set[int] = set()
        self._begin()
        self._canvas = Canvas(width, height, self._pens)

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height."""
        return self._canvas.width, self._canvas.height

    @property
    def waits(self) -> bool:
        """Whether there may be something to send."""
        return self._canvas.waits(self._x, self._y)

    def resize(self, width: int, height: int) -> None:
        """Begin anew at another size: nothing is known and nothing wanted."""
        self._canvas.resize(width, height)
        self._lines.clear()
        self._x = None

    def blank(self) -> None:
        """Forget everything: what is not drawn again stays as the terminal has it."""
        self._canvas.blank()
        self._lines.clear()

    def forget(self) -> None:
        """Know no more what the terminal shows; everything wanted is sent once more."""
        self._canvas.forget()

    def write(self, data: str) -> None:
        """Take what would be written to the terminal; a sequence that is cut waits for its rest."""
        data = self._rest + data
        self._rest = ""
        if (at := _cut(data)) >= 0:
            data, self._rest = data[:at], data[at:]
        for number, line in enumerate(data.split("\n")):
            if number:
                self._feed_line()
            if line:
                self._draw_line(line)

    def take(self) -> str:
        """Return what makes the terminal show what is wanted, "" where it does already."""
        text = self._canvas.take(self._x, self._y)
        if self._pens.full:
            self._begin()
            self._canvas.change(self._pens)
        if self._synchronised and len(text) > _WORTH_HIDING:
            return f"\x1b[?2026h{text}\x1b[?2026l"
        return text

    def missed(self) -> bool:
        """Tell, once, whether drawing had to be thrown away, so that the app must draw everything once more."""
        lost, self._canvas.lost = self._canvas.lost, False
        if lost:
            self._lines.clear()
        return lost

    def _begin(self) -> None:
        self._pens = Pens(lean=self._lean)
        self._pen = self._pens.null
        self._x = None
        self._lines: dict[int, tuple[str, int]] = {}
        """By the number of the row, the line that was last drawn there and where it ended."""
        self._astray = True
        """While nobody knows where the cursor is: whether not even its row is known."""

    def _draw_line(self, line: str) -> None:
        """Draw on one row, mostly; where the very same was the last that was drawn there, it stands there already."""
        place = _ROW.match(line)
        row = int(place[1]) if place and self._pen is self._pens.null else 0
        known = self._lines.get(row)
        if known and known[0] == line:
            self._x, self._y = known[1], row - 1
            return
        self._rows = set() if place else {self._y}
        for token in _TOKEN.finditer(line):
            self._read(token)
        for touched in self._rows:
            self._lines.pop(touched + 1, None)
        if self._rows == {row - 1} and self._x is not None and self._pen is self._pens.null:
            self._lines[row] = line, self._x

    def _feed_line(self) -> None:
        known = self._x is not None or not self._astray
        if known and self._y + 1 < self._canvas.height:
            self._x, self._y = 0, self._y + 1
        else:
            self._pass_on("\n")

    def _read(self, token: re.Match[str]) -> None:
        kind = token.lastindex
        if kind == _STYLED:
            pen = self._pen
            self._pen = self._pens.after(pen, token[1])
            self._text(token[2])
            self._pen = self._pens.after(pen, "0")
        elif kind == _PLAIN:
            self._text(token[6])
        elif kind == _PLACE:
            self._x = min(int(token[4] or 1) or 1, self._canvas.width) - 1
            self._y = min(int(token[3] or 1) or 1, self._canvas.height) - 1
            self._rows.add(self._y)
        elif kind == _PEN:
            self._pen = self._pens.after(self._pen, token[5])
        else:
            self._command(token[0], kind)

    def _command(self, sequence: str, kind: int | None) -> None:
        self._rows.add(_UNLIKE)
        if kind == _LINK:
            link = sequence[4:].removesuffix("\x07").removesuffix("\x1b\\")
            self._pen = self._pens.linked(self._pen, link if link.partition(";")[2] else "")
        elif kind == _SYNCHRONISED:
            self._synchronised = True
        elif sequence in _HARMLESS or _is_harmless(sequence):
            self._canvas.keep(sequence)
        else:
            self._pass_on(sequence)

    def _pass_on(self, sequence: str) -> None:
        self._canvas.pass_on(sequence, self._x, self._y, self._pen)
        self._lines.clear()
        self._x, self._astray = None, True

    def _text(self, text: str) -> None:
        if self._x is None:
            self._follow(text)
        elif widths.narrow(text):
            self._x = self._canvas.put(self._x, self._y, self._pen, text)
        else:
            end = self._canvas.put_wide(self._x, self._y, self._pen, text) if widths.sure(text) else None
            if end is None:
                self._rows.add(_UNLIKE)
                self._canvas.begin_unsure(self._x, self._y)
                self._astray = False
                self._follow(text)
            self._x = end

    def _follow(self, text: str) -> None:
        """Write where nobody knows the place: on a row that is left to the terminal, or anywhere."""
        if self._astray:
            self.blank()
        self._canvas.unsure(self._pen, text)


def _is_harmless(sequence: str) -> bool:
    """Tell of what is not said every day: the keyboard's protocol, and strings, of which nobody here makes pictures."""
    keyboard = sequence[:3] in ("\x1b[<", "\x1b[>", "\x1b[=", "\x1b[?") and sequence[-1] == "u"
    return keyboard or sequence.startswith(("\x1b]", "\x1bP"))


def _cut(data: str) -> int:
    """Return where a sequence begins whose end is missing, or -1."""
    at = data.rfind("\x1b")
    after = data[at + 1 :]
    if at < 0 or (after[:1] == "[" and after[1:].lstrip(_PARAMETERS)) or after[:1] == "\\":
        return -1
    cut = re.search(rf"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|{_HELD}|[ -/]*)?$", data)
    return cut.start() if cut else -1
