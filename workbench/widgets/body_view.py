"""The body of an answer, drawn by line: what is not in view costs nothing, however much there is of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message

from workbench.bodies.document import Document, Shape
from workbench.bodies.encoding import Encoding
from workbench.bodies.folds import Folds
from workbench.bodies.kinds import Kind
from workbench.bodies.lines import SEGMENT
from workbench.bodies.source import Source
from workbench.bodies.workshop import Task
from workbench.models import Content
from workbench.widgets import body_keys
from workbench.widgets.body_canvas import NOTHING, BodyCanvas, Stand
from workbench.widgets.body_folding import UNWRAPPED, BodyFolding
from workbench.widgets.body_growth import BodyGrowth, Growing
from workbench.widgets.body_rows import MOST_WRAPPED_FOLDS
from workbench.widgets.body_search import BodySearch, Hit
from workbench.widgets.body_shapes import BodyShapes

_WRAPPED: Final = 1_000_000
"""Up to how many bytes a body is wrapped without being asked to."""


class BodyView(BodyCanvas, can_focus=True):
    """A body shown at once as it came, and laid out as soon as that is made; its keys are in `body_keys`."""

    BINDINGS: ClassVar[list[BindingType]] = body_keys.BINDINGS
    DEFAULT_CSS = body_keys.CSS

    @dataclass
    class Found(Message):
        """A search came to a line, or to none; `words` say how it stands, `again` at their end that it went round."""

        needle: str
        line: int | None
        words: str
        again: str = ""

    @dataclass
    class Changed(Message):
        """What is shown, what is under way, or the current line is another."""

        words: str

    @dataclass
    class Remarked(Message):
        """Something was done in another way than was asked for."""

        words: str

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shapes = BodyShapes(self.call_soon, self._turned, self.tell)
        self._search = BodySearch(self.call_soon, self._hit)
        self._growth = BodyGrowth(self)
        self._folding = BodyFolding(self)

    def show(self, content: Content | None, content_type: str) -> None:
        """Show a body, None for an answer without one."""
        followed = self._growth.leave()
        self._search.forget()
        if content is None or content.size == 0:
            self._shapes.forget()
            self._take(NOTHING)
            return
        shown = self._shapes.take(content, content_type, self._width())
        if followed and (self.is_touched or self._growth.tails):
            self._shapes.turn("raw")
            self._take(self._shapes.turn("raw") or shown, keep=True)
        else:
            self._take(shown)

    def follow(self, growing: Growing, content_type: str) -> None:
        """Show a body that still arrives, as far as it has; at its end it stays there, else nothing moves."""
        self._shapes.forget()
        self._search.forget()
        self._take(self._growth.follow(growing, content_type))
        self.at_end = self._growth.tails
        self.catch_up()

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes that this body has, the one for reading first."""
        return self._shapes.shapes

    @property
    def shape(self) -> Shape:
        """The shape that is shown."""
        return self.document.shape

    @property
    def body(self) -> Source | None:
        """The bytes of the body as it arrived, None where there is none, or not all of it yet."""
        return self._shapes.body.source if self._shapes.body is not None else None

    @property
    def caveat(self) -> str:
        """What is to be said with every copy of the body, "" where all of it is here."""
        if self.is_arriving:
            return "Not all of the body is here yet."
        return self._shapes.body.caveat if self._shapes.body is not None else ""

    @property
    def is_arriving(self) -> bool:
        """Whether there is something of a body, and more may come."""
        return bool(self._growth.words)

    @property
    def encoding(self) -> Encoding:
        """The charset that the body is read in."""
        return self._shapes.body.encoding if self._shapes.body is not None else self.document.lines.encoding

    @property
    def working(self) -> bool:
        """Whether something is under way that `stop_work` ends."""
        return self._shapes.is_working or self._search.is_working

    @property
    def fault(self) -> str:
        """Why nothing came of what was to be made last, "" where something did."""
        return self._shapes.fault

    @property
    def status(self) -> str:
        """What is shown and what is under way, in plain words."""
        words = self._growth.words or self._shapes.words(self.document)
        doing = ("searching",) if self._search.is_working else ("wrapping",) if self._growth.is_wrapping else ()
        return "; ".join((words, *doing))

    def turn(self, shape: Shape) -> None:
        """Show the body in a shape, as soon as that is made."""
        found = self._shapes.turn(shape)
        if found is None:
            self.is_touched = False  # what is read now may go: something else was asked for
        elif found is not self.document:
            self._take(found)
        self.tell()

    def make(self, task: Task, *, kind: Kind | None, title: str) -> None:
        """Run a task on the body as it came, and show what it makes, with a title; a kind of None is told from that."""
        self._shapes.make(task, kind, title)
        self.tell()

    def unmake(self) -> None:
        """Leave what was made for the body itself."""
        found = self._shapes.unmake()
        if found is not None:
            self._take(found)

    def stop_work(self) -> bool:
        """End what is under way; False when nothing is."""
        searching = self._search.is_working
        self._search.close()
        if searching:
            self.tell()
        return self._shapes.stop() or searching

    def find(self, needle: str, *, regex: bool = False) -> None:
        """Go to the next place that holds a text in any case, or that fits an expression, and round the end."""
        self.needle, self.span = "" if regex else needle, None
        self._search.start(self.document, needle, self._offset(), regex=regex)
        self.refresh()
        self.tell()

    def go_to_line(self, number: int) -> None:
        """Make a line the current one, counted from 1."""
        self.reveal(max(1, number) - 1)

    def line_text(self) -> str:
        """Return the current line, safe to show; of a very long one its beginning."""
        return self.document.lines[self.cursor_line]

    def line_bytes(self, limit: int = SEGMENT) -> bytes:
        """Return the bytes of the current line, at most so many."""
        return self.document.lines.raw(self.cursor_line, limit)

    def reveal(self, line: int, offset: int | None = None) -> None:
        """Make a line the current one, or the one with a byte, which is in view then: as soon as it is known."""
        self.is_touched, self.at_end = True, False
        self.stand(Stand(line, offset))

    def unfold(self, line: int) -> None:
        """Unfold what hides a line."""
        self._folding.open_for(line)

    def grow(self) -> None:
        """Find more of the lines and rows of the document."""
        self._growth.grow()

    def moved(self) -> None:
        """Say that another line may be the current one."""
        self.tell()

    def on_unmount(self) -> None:
        """End what is under way."""
        self._shapes.close()
        self._search.forget()
        self._growth.leave()

    def action_find_next(self, step: int) -> None:
        """Go on looking for the same."""
        self._search.step(self.document, self._offset(), step)

    def action_shape(self, shape: Shape) -> None:
        """Show the body in a shape."""
        self.turn(shape)

    def action_toggle_wrap(self) -> None:
        """Have long lines wrapped, or scroll over them."""
        if not self.wrap and len(self.rows.folds) > MOST_WRAPPED_FOLDS:
            self.post_message(self.Remarked(UNWRAPPED))
            return
        self.wrap = not self.wrap
        self.scroll_to(x=0, animate=False, immediate=True, force=True)
        self.lay()

    def action_toggle_fold(self) -> None:
        """Fold what the current line opens, or what it stands in; unfold it where it is folded."""
        self._folding.toggle()

    def action_fold_all(self) -> None:
        """Fold all that stands at the outermost level but one."""
        self._folding.fold_all()

    def action_unfold_all(self) -> None:
        """Unfold everything."""
        self._folding.take(Folds())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave keys to the screen that mean nothing here now."""
        return bool(self._search.needle) if action == "find_next" else True

    def call_soon(self, do: Callable[[], None]) -> None:
        """Do something among the messages of this view, from any thread, while it lives."""
        with suppress(RuntimeError):  # the loop has closed meanwhile
            self.post_message(events.Callback(callback=do))

    def tell(self) -> None:
        """Say that something is another."""
        self.post_message(self.Changed(self.status))

    def _take(self, shown: Document, *, keep: bool = False) -> None:
        self.rows.fold(Folds())
        self.span = None
        if keep:
            self.document = shown
            self.lay()
        else:
            self.wrap = len(shown.lines.source) <= _WRAPPED
            self.put(shown)
        self.tell()

    def _turned(self, made: Document) -> None:
        """Show what was made, but take nothing away from under somebody who reads."""
        if not self.is_touched or made.shape == "made":
            self._take(made)

    def _hit(self, hit: Hit) -> None:
        line, self.span = None, hit.span
        if hit.span is not None:
            line = self.document.lines.at(hit.span[0])
        if line is not None and hit.span is not None and not hit.is_shown:
            self.reveal(line, hit.span[0])
        self.refresh()
        self.post_message(self.Found(self._search.needle, line, hit.words, hit.again))
        self.tell()

    def _offset(self) -> int:
        return self.document.lines.span(self.cursor_line)[0]
