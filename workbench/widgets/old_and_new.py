"""Two columns, what is and what takes its place, each line marked with a word where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets.tone import Tone, cell, words

_LABEL: Final = 11
_MARK: Final = 8
_WIDEST: Final = 66  # a SHA-256 and two blanks


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One line: what it is about, the two values, perhaps foreign text, and a word on how they differ."""

    label: str
    old: str
    new: str
    mark: str = ""
    tone: Tone = "plain"


class OldAndNew(Widget):
    """Drawn whole, one line for each pair under a heading; a value that is too long is cut at its end."""

    DEFAULT_CSS = """
    OldAndNew { height: auto; width: 1fr; }
    """

    pairs: reactive[tuple[Pair, ...]] = reactive((), init=False, layout=True)
    """What stands side by side."""

    def render(self) -> Content:
        """Return the heading and the lines."""
        width = self.content_size.width
        lines = [self._line(Pair(label="", old="Now", new="New"), width, "strong"), *map(self._pair, self.pairs)]
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return one line for each pair, and the heading's."""
        return len(self.pairs) + 1

    @property
    def text(self) -> str:
        """The lines as plain text."""
        return "\n".join(" ".join((pair.label, pair.old, pair.new, pair.mark)).rstrip() for pair in self.pairs)

    def show(self, pairs: Sequence[Pair]) -> None:
        """Put these side by side."""
        self.pairs = tuple(pairs)

    def _pair(self, pair: Pair) -> Content:
        return self._line(pair, self.content_size.width, "plain")

    def _line(self, pair: Pair, width: int, tone: Tone) -> Content:
        column = min(_WIDEST, max(10, (width - _LABEL - _MARK - 2) // 2))
        return words(
            cell(pair.label, _LABEL, "dim"),
            cell(visible(pair.old), column, tone),
            " ",
            cell(visible(pair.new), column, pair.tone if pair.tone != "plain" else tone),
            " ",
            cell(pair.mark, _MARK, pair.tone),
        )
