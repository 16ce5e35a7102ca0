"""The Body tab: the body, and under it one line that says what is seen of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message

from workbench.models import Exchange, Growing
from workbench.widgets.body_bar import BodyBar, Told
from workbench.widgets.body_view import BodyView


class BodyPane(Vertical):
    """Holds both; the line follows whatever the body tells of."""

    FOOTER: ClassVar[tuple[str, ...]] = ("answer('find')", "answer('filter')")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_work", "Stop", tooltip="Stop what is being done with the body", id="body.stop"),
    ]
    DEFAULT_CSS = """
    BodyPane {
        height: 1fr;
        & > BodyView { height: 1fr; }
    }
    """

    @dataclass
    class Failed(Message):
        """Nothing came of what was to be made of the body; the words may be too long for the line."""

        words: str

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.body = BodyView(id="body-view")
        self._bar = BodyBar()
        self._exchange: Exchange | None = None
        self._found = self._again = self._fault = ""
        self._found_line: int | None = None
        self._shown = self.body.document

    def compose(self) -> ComposeResult:
        """Put the line below."""
        yield self.body
        yield self._bar

    def show(self, exchange: Exchange) -> None:
        """Show the body of an exchange."""
        self._exchange, self._found, self._again = exchange, "", ""
        self.body.show(exchange.body, _content_type(exchange))
        self._tell()

    def follow(self, exchange: Exchange, growing: Growing) -> None:
        """Show the body of an answer that still arrives."""
        self._exchange, self._found, self._again = exchange, "", ""
        self.body.follow(growing, _content_type(exchange))
        self._tell()

    def focus(self, scroll_visible: bool = True) -> BodyPane:
        """Put the focus on the body."""
        self.body.focus(scroll_visible)
        return self

    @on(BodyView.Changed)
    def _changed(self) -> None:
        if self.body.fault and self.body.fault != self._fault:
            self.post_message(self.Failed(self.body.fault))
        if self.body.document is not self._shown:
            self._found = self._again = ""
        elif self.body.wanted is None and self.body.cursor_line != self._found_line:
            self._again = ""
        self._fault, self._shown = self.body.fault, self.body.document
        self._tell()

    @on(BodyView.Found)
    def _note_found(self, event: BodyView.Found) -> None:
        self._found = f"{event.needle}: {event.words.removesuffix(event.again)}" if event.needle else ""
        self._again, self._found_line = event.again, event.line
        self._tell()

    def action_stop_work(self) -> None:
        """End what is being done."""
        self.body.stop_work()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to stop only what runs: Esc has another meaning then."""
        return self.body.working if action == "stop_work" else True

    def _tell(self) -> None:
        before = self._bar.told.stoppable
        self._bar.told = self._told()
        if before != self._bar.told.stoppable:
            self.refresh_bindings()

    def _told(self) -> Told:
        view = self.body
        found = self._found + self._again
        if view.body is None:
            return Told(status=view.status, stoppable=view.working, found=found)
        in_bytes = view.shape == "hex"  # they are of no charset, and their lines always fit
        wire_bytes, body_bytes = self._sizes()
        read_in = view.document.lines.encoding if view.shape == "made" else view.encoding
        return Told(
            status=f"Pretty {view.status}" if view.shape == "pretty" else view.status,
            stoppable=view.working,
            notes=len(self._exchange.hops[-1].notes) if self._exchange and self._exchange.hops else 0,
            made=f"of {view.document.notes[0]}" if view.shape == "made" else "",
            found=found,
            line=view.cursor_line + 1,
            lines=len(view.document.lines),
            charset="" if in_bytes else read_in.name,
            wire_bytes=wire_bytes,
            body_bytes=body_bytes,
            wraps=None if in_bytes else view.wrap,
        )

    def _sizes(self) -> tuple[int | None, int]:
        """Return how many bytes came and how many they are decoded; those of a result are its own."""
        if self.body.shape == "made":
            size = len(self.body.document.lines.source)
            return size, size
        response = self._exchange.response if self._exchange else None
        return (response.wire_bytes, response.body_bytes) if response else (None, 0)


def _content_type(exchange: Exchange) -> str:
    headers = exchange.response.headers if exchange.response else ()
    return next((value for name, value in headers if name.lower() == "content-type"), "")
