"""A one-line field that takes a paste whole and keeps still: no blinking cursor, no frame of its own."""

from __future__ import annotations

from typing import Final

from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from workbench.widgets.bursts import Bursts

_NOT_TAKEN: Final = "That Enter came together with the text, as in a paste: press it again."


class TextField(Input):
    """An `Input` of one line's height; `text` is its value without the blanks around it.

    A terminal that pastes without brackets (GNU screen) delivers lines as keys: an Enter among characters
    that came within a few hundredths of a second is part of a paste, and is not taken for the key.
    """

    DEFAULT_CSS = """
    TextField {
        background: $panel;
        &:focus { background: $panel-lighten-1; }
        &:ansi { text-style: underline; }
        &:disabled { background: $surface; }
    }
    """

    virtual_size = Reactive(Size(0, 0))
    """What there is to scroll over; a letter more of it moves nothing else on the screen, as it would in Textual's."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        password: bool = False,
        id: str,  # noqa: A002
    ) -> None:
        super().__init__(value, placeholder, password=password, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.bursts = Bursts()

    @property
    def text(self) -> str:
        """The value, trimmed; a password as typed."""
        return self.value if self.password else self.value.strip()

    @property
    def in_burst(self) -> bool:
        """Whether the last keys came faster than anybody types."""
        return self.bursts.running

    def pasted(self, text: str) -> str:
        """Return what a paste puts into the field: all of it, on one line."""
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        return text.rstrip("\r\n") if self.password else " ".join(lines)

    def on_key(self, event: events.Key) -> None:
        """Note when a key came; the times are those of arrival, not of handling."""
        self.bursts.note(event.time)

    async def action_submit(self) -> None:
        """Tell of Enter, unless it is part of a paste."""
        if self.in_burst:
            self.enter_pasted()
        else:
            await super().action_submit()

    def enter_pasted(self) -> None:
        """Say that a line end was not taken for Enter: a slow line delivers what was typed like a paste."""
        self.notify(_NOT_TAKEN, markup=False)

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own handler keeps the first line only, without a word.
        event.stop()
        event.prevent_default()
        self.replace(self.pasted(event.text), *sorted(self.selection))
        if not self.password and len(event.text.splitlines()) == 1 and event.text.endswith(("\r", "\n")):
            self.enter_pasted()
