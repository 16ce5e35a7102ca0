"""One line of words on the body that is shown: its shape, where one is in it, its sizes, what was looked for."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.widget import Widget

from workbench import marks
from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets.tone import Tone, words

_GAP = "  "
_LINE = 3
"""The rank of the line's number."""
_NOT_ASCII = "reversed ?: not ASCII"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the line says; an empty text and None are nothing to say."""

    status: str = ""
    stoppable: bool = False
    notes: int = 0  # on the answer, which the Headers tab tells
    made: str = ""
    found: str = ""
    line: int | None = None
    lines: int = 0
    charset: str = ""
    wire_bytes: int | None = None
    body_bytes: int = 0
    wraps: bool | None = None


class BodyBar(Widget):
    """Draws `told` in as many words as there is room for; another `told` repaints this one line and nothing else."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    BodyBar {
        height: 1;
        background: $panel;
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._told = Told()

    @property
    def told(self) -> Told:
        """What it says."""
        return self._told

    @told.setter
    def told(self, told: Told) -> None:
        if told != self._told:
            self._told = told
            self.refresh()

    def render(self) -> Content:
        """Return the words that fit."""
        return line(self._told, self.size.width, is_plain=getattr(self.app, "is_plain", False))


def line(told: Told, width: int, *, is_plain: bool = False) -> Content:
    """Return the words that fit into a width: what cannot be seen elsewhere goes last."""
    pieces = list(_pieces(told))
    if is_plain and told.charset:
        pieces.insert(1, (2, (_NOT_ASCII,), "warn"))
    kept: dict[int, Content] = {}
    room = width
    for place, (rank, forms, tone) in sorted(enumerate(pieces), key=lambda piece: piece[1][0]):
        text = next((form for form in forms if not kept or len(form) + len(_GAP) <= room), None)
        if text is not None:
            kept[place] = words((text, tone))
            room -= len(text) + len(_GAP)
        elif rank == _LINE:
            break  # what matters less would stand there instead of it
    return Content(_GAP).join([kept[place] for place in sorted(kept)])


def _pieces(told: Told) -> Iterator[tuple[int, tuple[str, ...], Tone]]:
    """Yield each piece in its place from left to right: its rank, the lower the more it matters, and its forms."""
    stop = ", Esc stops" if told.stoppable else ""
    yield 0, (visible(told.status) + stop,), "strong"
    if told.notes:
        yield 1, (f"! {told.notes} {'note' if told.notes == 1 else 'notes'} in Headers",), "warn"
    if told.made:
        yield 2, (visible(told.made),), "accent"
    if told.found:
        yield 1, (visible(told.found),), "accent"
    if told.line is not None:
        yield _LINE, (f"line {told.line:,} of {told.lines:,}", f"line {told.line:,}"), "plain"
    if told.wire_bytes is not None:
        yield 4, (_sizes(told.wire_bytes, told.body_bytes),), "dim"
    if told.charset:
        yield 5, (visible(told.charset),), "dim"
    if told.wraps is not None:
        yield 6, ("wrap on" if told.wraps else "wrap off",), "dim"


def _sizes(wire: int, body: int) -> str:
    return marks.size(wire) if wire == body else f"wire {marks.size(wire)}, decoded {marks.size(body)}"
