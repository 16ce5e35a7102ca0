"""What cells look like: pens, the cells drawn with them, and the shortest way from one pen to another.

A cell is made once for each text and pen, so that cells are compared by identity; a blank whose foreground cannot be
seen is the same cell whatever the foreground.
"""

from __future__ import annotations

from typing import Final

from workbench.terminal import widths

_OFF: Final = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "21": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "51": "54",
    "52": "54",
    "53": "55",
}
_ENDS: Final = {end: frozenset(code for code, off in _OFF.items() if off == end) for end in set(_OFF.values())}
_SEEN_ON_BLANKS: Final = frozenset({"4", "7", "8", "9", "21", "51", "52", "53"})
_FOREGROUNDS: Final = frozenset(map(str, (*range(30, 38), *range(90, 98))))
_BACKGROUNDS: Final = frozenset(map(str, (*range(40, 48), *range(100, 108))))
_LONG: Final = frozenset({"38", "48", "58"})
_EXTENDED: Final = {"5": 3, "2": 5}
_MOST: Final = 4096


class Cell:
    """One character as it is drawn, with its columns; the second half of a wide one has neither."""

    __slots__ = ("columns", "pen", "text")

    def __init__(self, text: str, pen: Pen) -> None:
        self.text = text
        self.pen = pen
        self.columns = widths.of(text)


class Pen(dict[str, Cell]):
    """The attributes, colours and link of cells, in the codes of SGR; holds the cells drawn with it, by their text."""

    __slots__ = ("after", "attributes", "background", "codes", "foreground", "link", "pens", "to")

    def __init__(self, pens: Pens, attributes: frozenset[str], foreground: str, background: str, link: str) -> None:
        super().__init__()
        self.pens = pens
        self.attributes = attributes
        self.foreground = foreground
        self.background = background
        self.link = link
        self.codes = ";".join(filter(None, (*sorted(attributes), foreground, background)))
        self.after: dict[str, Pen] = {}
        self.to: dict[int, str] = {}

    def __missing__(self, text: str) -> Cell:
        cell = self[text] = self._blank() if text == " " else Cell(text, self)
        return cell

    def _blank(self) -> Cell:
        bare = self.pens.get(frozenset(), "", self.background, "")
        if bare is self or self.link or not self.attributes.isdisjoint(_SEEN_ON_BLANKS) or self._odd():
            return Cell(" ", self)
        return bare[" "]

    def _odd(self) -> bool:
        return not self.attributes <= _OFF.keys()


class Pens:
    """Every pen once; `lean` where the terminal can switch a single attribute off."""

    def __init__(self, *, lean: bool = True) -> None:
        self._lean = lean
        self._made: dict[tuple[frozenset[str], str, str, str], Pen] = {}
        self._readings = 0
        self.null = self.get(frozenset(), "", "", "")

    @property
    def full(self) -> bool:
        """Whether so many were made that it is time to begin anew."""
        return len(self._made) > _MOST or self._readings > 4 * _MOST

    def get(self, attributes: frozenset[str], foreground: str, background: str, link: str) -> Pen:
        """Return the one pen of these."""
        key = (attributes, foreground, background, link)
        pen = self._made.get(key)
        if pen is None:
            pen = self._made[key] = Pen(self, attributes, foreground, background, link)
        return pen

    def after(self, pen: Pen, codes: str) -> Pen:
        """Return what `pen` becomes by the parameters of an SGR sequence (ECMA-48 8.3.117)."""
        known = pen.after.get(codes)
        if known is None:
            self._readings += 1
            known = pen.after[codes] = self._read(pen, codes.split(";"))
        return known

    def linked(self, pen: Pen, link: str) -> Pen:
        """Return the pen with another link, given as it stands in OSC 8."""
        return self.get(pen.attributes, pen.foreground, pen.background, link)

    def on(self, pen: Pen, background: str) -> Pen:
        """Return the pen with another background."""
        return self.get(pen.attributes, pen.foreground, background, pen.link)

    def change(self, old: Pen, new: Pen) -> str:
        """Return the shortest sequence that makes the terminal draw with `new` after `old`."""
        known = old.to.get(id(new))
        if known is None:
            known = old.to[id(new)] = self._change(old, new)
        return known

    def _read(self, pen: Pen, codes: list[str]) -> Pen:
        attributes, foreground, background = set(pen.attributes), pen.foreground, pen.background
        at = 0
        while at < len(codes):
            code = codes[at].lstrip("0") or "0"
            length = _EXTENDED.get(codes[at + 1], 1) if code in _LONG and at + 1 < len(codes) else 1
            if code == "0":
                attributes, foreground, background = set(), "", ""
            elif code in _FOREGROUNDS or (code == "38" and length > 1):
                foreground = ";".join(codes[at : at + length])
            elif code in _BACKGROUNDS or (code == "48" and length > 1):
                background = ";".join(codes[at : at + length])
            else:
                code = ";".join((code, *codes[at + 1 : at + length]))
                foreground, background = _put(attributes, code, foreground, background)
            at += length
        return self.get(frozenset(attributes), foreground, background, pen.link)

    def _change(self, old: Pen, new: Pen) -> str:
        anew = f"\x1b[0;{new.codes}m" if new.codes else "\x1b[m"
        codes = self._steps(old, new)
        steps = f"\x1b[{';'.join(codes)}m" if codes else ""
        colours = "" if old.codes == new.codes else steps if codes and len(steps) < len(anew) else anew
        return colours if old.link == new.link else f"{colours}\x1b]8;{new.link or ';'}\x1b\\"

    def _steps(self, old: Pen, new: Pen) -> list[str]:
        """Return the codes of what differs, none where only a reset leads there."""
        ended = old.attributes - new.attributes
        to_default = (old.foreground and not new.foreground) or (old.background and not new.background)
        if not ended <= _OFF.keys() or (not self._lean and (ended or to_default)):
            return []
        offs = sorted({_OFF[code] for code in ended})
        kept = frozenset(old.attributes).difference(*(_ENDS[off] for off in offs)) if offs else old.attributes
        codes = [*offs, *sorted(new.attributes - kept)]
        if old.foreground != new.foreground:
            codes.append(new.foreground or "39")
        if old.background != new.background:
            codes.append(new.background or "49")
        return codes


def _put(attributes: set[str], code: str, foreground: str, background: str) -> tuple[str, str]:
    """Take in a code that is no colour; return the colours it leaves."""
    if code in _ENDS:
        attributes -= _ENDS[code]
    elif code == "39":
        foreground = ""
    elif code == "49":
        background = ""
    else:
        attributes.add(code)
    return foreground, background
