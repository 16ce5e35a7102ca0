"""The shapes of one body: as it came at once, laid out when a child process is done with it, in bytes, or made.

show ─▶ raw (small: laid out at once) ─ child ─▶ pretty     turn ─▶ the shape asked for, when there is one
make ─ child ─▶ made                                        stop, another body, the end ─▶ the child is ended
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from typing import Final

from workbench.bodies import document, encoding, kinds, workshop
from workbench.bodies.document import Body, Document, Shape
from workbench.bodies.encoding import Encoding
from workbench.bodies.job import Fact
from workbench.bodies.kinds import Kind
from workbench.bodies.lines import Lines
from workbench.bodies.source import Source
from workbench.bodies.workshop import Outcome, Task, Work
from workbench.models import Content

UNASKED: Final = 128 << 20
"""Up to how many bytes a body is laid out without being asked to."""

Call = Callable[[Callable[[], None]], None]


class BodyShapes:
    """The shapes of the body that is shown; `changed` is called when there is another to show, `said` for the words."""

    def __init__(self, call: Call, changed: Callable[[Document], None], said: Callable[[], None]) -> None:
        self._call = call
        self._changed = changed
        self._said = said
        self.body: Body | None = None
        self.wanted: Shape = "raw"
        self._documents: dict[Shape, Document] = {}
        self._work: Work | None = None
        self._working_on: Shape | None = None
        self._percent = 0
        self.fault = ""

    def take(self, content: Content, content_type: str, columns: int) -> Document:
        """Take another body and return what shows of it at once; its bytes are laid out for so many columns."""
        self.close()
        self.body = body = document.body(content, content_type)
        self._documents = {"raw": document.raw(body), "hex": document.in_bytes(body, columns)}
        self.wanted = body.shapes[0]
        if self.wanted == "pretty":
            if len(body.source) <= document.AT_ONCE:
                self._laid_out(document.laid_out_at_once(body))
            elif len(body.source) <= UNASKED:
                self._lay_out(body)
        return self._documents.get(self.wanted) or self._documents["raw"]

    def forget(self) -> None:
        """Have no body."""
        self.close()
        self.body = None
        self._documents = {}

    def close(self) -> None:
        """End what is under way; nothing comes of it any more."""
        if self._work is not None:
            self._work.cancel()
        self._work = self._working_on = None
        self.fault = ""

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The shapes there are, the one for reading first."""
        made: tuple[Shape, ...] = ("made",) if "made" in self._documents else ()
        return (*made, *self.body.shapes) if self.body is not None else ()

    @property
    def is_working(self) -> bool:
        """Whether a child is at work."""
        return self._work is not None

    def turn(self, shape: Shape) -> Document | None:
        """Return the body in a shape, None while that is being made."""
        if self.body is None or shape not in self.shapes:
            return None
        self.wanted = shape
        if shape == "pretty" and "pretty" not in self._documents and self._working_on != "pretty":
            self.close()
            self._lay_out(self.body)
        return self._documents.get(shape)

    def make(self, task: Task, kind: Kind | None, title: str) -> None:
        """Have something made of the body as it came, and show that; where nothing comes of it, laying out goes on."""
        if (body := self.body) is None:
            return
        is_cut_short = self._working_on == "pretty"
        self.close()

        def made(outcome: Outcome) -> None:
            if outcome.source is not None:
                self._made(body, outcome.source, kind, (title, *outcome.notes))
                return
            if is_cut_short:
                self._lay_out(body)
            self.fault = outcome.fault

        self._start("made", task, made)

    def unmake(self) -> Document | None:
        """Return to the body itself, as it came while it is not laid out."""
        self._documents.pop("made", None)
        if self._working_on == "made":
            self.close()
        self.fault = ""
        return self.turn(self.body.shapes[0]) or self._documents["raw"] if self.body is not None else None

    def words(self, shown: Document) -> str:
        """Say in plain words what is shown, and what is under way."""
        name = {"pretty": kinds.WORDS[shown.kind], "raw": "Raw", "hex": "Hex", "made": "Result"}[shown.shape]
        if self._working_on == "pretty" and self.body is not None:
            return f"{name}; laying out {kinds.WORDS[self.body.kind]} {self._percent} %"
        if self._working_on == "made":
            return f"{name}; at work{f' {self._percent} %' if self._percent else ''}"
        if self.fault:
            return f"{name}; {self.fault}"
        if shown.shape == "raw" and "pretty" in self._documents and self._documents["pretty"].shape == "pretty":
            return f"{name}; Pretty is ready"
        return name

    def stop(self) -> bool:
        """End what is under way; False when nothing is."""
        if self._work is None:
            return False
        stopped = "laying out was stopped" if self._working_on == "pretty" else "stopped"
        self.close()
        self.fault = stopped
        self._said()
        return True

    def _lay_out(self, body: Body) -> None:
        self._start("pretty", document.laying_out(body), lambda outcome: self._came(body, outcome))

    def _start(self, shape: Shape, task: Task, then: Callable[[Outcome], None]) -> None:
        if self.body is None:
            return
        size = max(1, len(self.body.source))
        number = object()  # which of the works it was: an earlier one may still say something

        def told(fact: Mapping[str, Fact]) -> None:
            self._call(lambda: self._told(number, fact, size))

        def done(outcome: Outcome) -> None:
            self._call(lambda: self._done(number, outcome, then))

        self._number, self._percent, self._working_on, self.fault = number, 0, shape, ""
        self._work = workshop.start(task, self.body.source, told, done)

    def _told(self, number: object, fact: Mapping[str, Fact], size: int) -> None:
        done = fact.get("done")
        if number is self._number and self._work is not None and isinstance(done, int):
            self._percent = min(99, done * 100 // size)
            self._said()

    def _done(self, number: object, outcome: Outcome, then: Callable[[Outcome], None]) -> None:
        if number is self._number and self._work is not None and not outcome.cancelled:
            self._work = self._working_on = None
            then(outcome)
            self._said()

    def _came(self, body: Body, outcome: Outcome) -> None:
        made = document.laid_out(body, outcome)
        self._laid_out(made)
        if self.wanted == "pretty":
            self._changed(self._documents["pretty"])

    def _laid_out(self, made: Document) -> None:
        self._documents["pretty"] = made
        if made.shape != "pretty":  # it is not what it claims to be: as it came, and why, is all there is to see
            self._documents["raw"] = made

    def _made(self, body: Body, source: Source, kind: Kind | None, notes: tuple[str, ...]) -> None:
        head = source.read(0, document.AT_ONCE)
        lines = Lines(source, _charset(head, body.encoding) if kind is None else None)
        kind = kind or kinds.of("", lines.encoding.text(head[: document.SNIFFED]))
        self._documents["made"] = made = Document(lines=lines, shape="made", kind=kind, notes=notes)
        self.wanted = "made"
        self._changed(made)


def _charset(head: bytes, body: Encoding) -> Encoding:
    """Tell what a command wrote: as `cat` does, in the charset of the body, or, as `jq` does, in UTF-8."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        is_utf8 = False
    else:
        is_utf8 = b"\0" not in head and not (head.isascii() and body.is_plain)
    return encoding.of(head, "" if is_utf8 else f"text/plain; charset={body.name}")
