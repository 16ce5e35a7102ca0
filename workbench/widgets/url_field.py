"""The URL: one line that takes a paste whole, and does not mistake a pasted line end for the Enter key."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from workbench.widgets.text_field import TextField

BURST_SECONDS: Final = 0.025
_BURST_KEYS: Final = 3
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|\{\{")


def completed(url: str) -> str:
    """Return a URL with `https://` in front where it names no scheme; a leading `{{variable}}` may hold one."""
    plain = url.strip()
    return plain if not plain or _SCHEME.match(plain) else f"https://{plain}"


class UrlField(TextField):
    """The URL of the request; Enter sends.

    A terminal that pastes without brackets (GNU screen) delivers lines as keys: an Enter among characters that
    came within a few hundredths of a second is part of a paste and only joins the lines.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", "Send", show=False, id="url.send"),
    ]
    DEFAULT_CSS = """
    UrlField { width: 1fr; padding: 0 1; }
    """

    class Entered(Message):
        """The person pressed Enter in the URL."""

    @dataclass
    class LinesJoined(Message):
        """A paste of several lines became one."""

        count: int

    class PasteEnded(Message):
        """An Enter came inside a paste and sent nothing."""

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(placeholder="type a URL, with or without https://", id=id)
        self._recent: deque[float] = deque(maxlen=_BURST_KEYS)
        self._in_burst = False

    def watch_selection(self) -> None:
        """Show the start while the focus is elsewhere: the host is what one looks for."""
        if not self.has_focus:
            self._show_start()

    def on_blur(self) -> None:
        """Show the start again."""
        self._show_start()

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.scroll_to(max(0, self.cursor_position - self.content_size.width + 1), animate=False, force=True)

    def on_paste(self, event: events.Paste) -> None:
        """Tell where lines are joined; the paste itself is taken by the field below."""
        count = len([line for line in event.text.splitlines() if line.strip()])
        if count > 1:
            self.post_message(self.LinesJoined(count))

    def on_key(self, event: events.Key) -> None:
        """Notice how fast the keys come; the times are those of their arrival, not of their handling."""
        self._recent.append(event.time)
        full = len(self._recent) == _BURST_KEYS
        self._in_burst = full and self._recent[-1] - self._recent[0] < BURST_SECONDS
        if not self.check_consume_key(event.key, event.character):
            event.prevent_default()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every character, but a question mark in an empty field, which asks for help."""
        if character == "?" and not self.value:
            return False
        return super().check_consume_key(key, character)

    def pasted(self, text: str) -> str:
        """Return a paste on one line: a command's lines joined by blanks, a broken URL's lines by nothing."""
        lines = [line.strip().removesuffix("\\").rstrip() for line in text.splitlines()]
        return self._joint(self.value or text).join(line for line in lines if line)

    def action_send(self) -> None:
        """Ask for the send, unless this Enter is part of a paste."""
        if self._in_burst:
            self.insert_text_at_cursor(self._joint(self.value))
            self.post_message(self.PasteEnded())
            return
        self.post_message(self.Entered())

    def _show_start(self) -> None:
        self.scroll_to(0, animate=False, force=True)

    @staticmethod
    def _joint(text: str) -> str:
        return " " if text.lstrip().startswith("curl ") else ""
