"""Lines that become known while they are shown: of a large body, of rows that are wrapped, of a body that arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from textual.timer import Timer

from workbench import marks
from workbench.bodies import encoding, kinds
from workbench.bodies.document import SNIFFED, Document
from workbench.bodies.lines import Lines
from workbench.widgets import aside
from workbench.widgets.body_rows import Rows

if TYPE_CHECKING:
    from workbench.widgets.body_view import BodyView

AT_ONCE: Final = 256 * 1024
"""How many bytes are looked through before the first paint; the rest beside the keys."""
_STEP: Final = 16 << 20
_LOOKS_EVERY: Final = 0.3  # seconds
_ENDLESS: Final = ("event-stream", "ndjson", "jsonl", "json-seq", "json-lines")
"""Bodies of which the newest line is wanted: they are shown from their end, until one goes elsewhere."""


class Growing(Protocol):
    """A body that still arrives; to be read in any thread."""

    @property
    def size(self) -> int:
        """How many bytes there are now."""

    @property
    def complete(self) -> bool:
        """Whether no more will come."""

    def read(self, start: int, end: int) -> bytes:
        """Return bytes that are there."""


class BodyGrowth:
    """What is not known yet of the document that is shown, and how it becomes known."""

    def __init__(self, view: BodyView) -> None:
        self._view = view
        self._growing: Growing | None = None
        self._timer: Timer | None = None
        self._busy_with: Rows | None = None
        self.tails = False
        """Whether what is or was followed is shown from its end."""

    @property
    def words(self) -> str:
        """What to say while a body arrives, "" while none does."""
        return f"arriving, {marks.size(self._growing.size)} so far" if self._growing is not None else ""

    @property
    def is_wrapping(self) -> bool:
        """Whether rows are still being counted."""
        wrapped = self._view.rows.wrapped
        return wrapped is not None and wrapped.measured < len(self._view.document.lines.source)

    def follow(self, growing: Growing, content_type: str) -> Document:
        """Look at a body as it arrives; return what there is of it."""
        self.leave()
        self._growing = growing
        head = growing.read(0, min(growing.size, SNIFFED))
        charset = encoding.of(head, content_type)
        self._timer = self._view.set_interval(_LOOKS_EVERY, self._look)
        self.tails = any(name in content_type.lower() for name in _ENDLESS)
        kind = kinds.of(content_type, charset.text(head))
        return Document(lines=Lines(_Grown(growing), charset), shape="raw", kind=kind)

    def leave(self) -> bool:
        """Follow nothing any more; tell whether something was followed."""
        followed = self._growing is not None
        if self._timer is not None:
            self._timer.stop()
        self._growing = self._timer = None
        return followed

    def grow(self) -> None:
        """Find the first lines at once, and go on beside the keys where there are more."""
        rows, lines = self._view.rows, self._view.document.lines
        if not isinstance(lines, Lines):
            return
        if lines.indexed < AT_ONCE:
            lines.index(AT_ONCE)
        if rows.wrapped is not None:
            rows.wrapped.measure(AT_ONCE // 4)
        self._go_on()

    def _look(self) -> None:
        if self._busy_with is None:
            self._go_on()
        self._view.tell()
        if self._growing is not None and self._growing.complete and self._view.rows.is_whole:
            self.leave()

    def _go_on(self) -> None:
        rows, lines = self._view.rows, self._view.document.lines
        if self._busy_with is rows or not isinstance(lines, Lines) or rows.is_whole:
            return
        self._busy_with = rows

        def work() -> None:
            lines.index(lines.indexed + _STEP, lambda: self._view.rows is rows)
            if rows.wrapped is not None:
                rows.wrapped.measure(rows.wrapped.measured + _STEP // 2, lambda: self._view.rows is rows)

        aside.run(self._view, work, lambda _: self._grown(rows))

    def _grown(self, rows: Rows) -> None:
        view = self._view
        if self._busy_with is rows:
            self._busy_with = None
        if view.rows is not rows:
            return
        if rows.folds and rows.wrapped is not None:
            rows.fold(rows.folds)
        if len(rows) != view.virtual_size.height:
            view.fit()
            view.refresh()
        view.catch_up()
        if rows.is_whole:
            view.tell()
        else:
            self._go_on()


class _Grown:
    """A body that arrives, as bytes."""

    def __init__(self, growing: Growing) -> None:
        self._growing = growing

    def __len__(self) -> int:
        return self._growing.size

    def read(self, start: int, end: int) -> bytes:
        """Return those from `start` to `end`, fewer where there are fewer."""
        end = min(end, self._growing.size)
        return self._growing.read(start, end) if start < end else b""
