"""Folding in a body view: what the current line opens is found where it is asked for, however far its end is."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

from workbench.bodies import outline
from workbench.bodies.folds import Folds
from workbench.bodies.lines import Lines
from workbench.bodies.outline import MOST_REGIONS, Region
from workbench.widgets import aside
from workbench.widgets.body_rows import MOST_WRAPPED_FOLDS

if TYPE_CHECKING:
    from workbench.widgets.body_view import BodyView

_KINDS: Final = ("json", "xml", "html")
_QUICK: Final = 10_000
"""Up to how many folds are numbered anew at once; more beside the keys."""
_MOST: Final = f"The first {MOST_REGIONS:,} are folded: what is behind them stays open."
UNWRAPPED: Final = f"Wrapping is off: it takes too long with more than {MOST_WRAPPED_FOLDS:,} folds."


class BodyFolding:
    """The folds of the document that is shown."""

    def __init__(self, view: BodyView) -> None:
        self._view = view

    def toggle(self) -> None:
        """Fold what the current line opens or closes, or what it stands in; unfold it where it is folded."""
        line, folds = self._view.cursor_line, self._view.rows.folds
        if folds.last(line) is not None and len(folds) < _QUICK:
            self.take(folds.unfolded(line))
        elif folds.last(line) is not None:
            aside.run(self._view, lambda: folds.unfolded(line), lambda unfolded: self._changed(folds, unfolded))
        elif (lines := self._lines()) is not None:
            document = self._view.document

            def found(region: Region | None) -> None:
                if region is not None and self._view.document is document:
                    self.take(self._view.rows.folds.folded(region.opener, region.last))
                    self._view.go(self._view.rows.row_of(region.opener))

            aside.run(self._view, lambda: _around(lines, line), found)

    def _changed(self, before: Folds, after: Folds) -> None:
        if self._view.rows.folds is before:
            self.take(after)

    def fold_all(self) -> None:
        """Fold all that stands one level below the outermost, or what is outermost where that is more than one."""
        lines, document = self._lines(), self._view.document
        if lines is None:
            return

        def found(folds: Folds) -> None:
            if self._view.document is not document:
                return
            remarks = [_MOST] if len(folds) >= MOST_REGIONS else []
            if len(folds) > MOST_WRAPPED_FOLDS and self._view.wrap:
                self._view.action_toggle_wrap()
                remarks.append(UNWRAPPED)
            self.take(folds)
            if remarks:
                self._view.post_message(self._view.Remarked(" ".join(remarks)))

        aside.run(self._view, lambda: Folds(*_all(lines)), found)

    def open_for(self, line: int) -> None:
        """Unfold what hides a line."""
        holding = self._view.rows.folds.holding(line)
        if holding is not None:
            self.take(self._view.rows.folds.unfolded(holding))

    def take(self, folds: Folds) -> None:
        """Have these folded and no other; the current line stays, or is the one it is folded behind."""
        view = self._view
        line, view.at_end = view.cursor_line, False
        view.rows.fold(folds)
        view.fit()
        view.go(view.rows.row_of(line))
        view.refresh()

    def _lines(self) -> Lines | None:
        """Return lines that tell by their indentation what belongs together."""
        document = self._view.document
        is_laid_out = document.shape in ("pretty", "made") and document.kind in _KINDS
        return document.lines if is_laid_out and isinstance(document.lines, Lines) else None


def _around(lines: Lines, line: int) -> Region | None:
    here = outline.region(lines, line)
    if here is not None:
        return here
    opener = outline.opened(lines, line)
    opener = outline.parent(lines, line) if opener is None else opener
    return outline.region(lines, opener) if opener is not None else None


def _all(lines: Lines) -> tuple[array[int], array[int]]:
    outermost = outline.regions(lines, 0)
    if len(outermost[0]) > 1:
        return outermost
    inner = outline.regions(lines, outline.STEP)
    return inner if inner[0] else outermost
