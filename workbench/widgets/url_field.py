"""The URL: one line that takes a paste whole, and does not mistake a pasted line end for the Enter key."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import ClassVar, Final

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from workbench.interchange.pasted_words import is_curl
from workbench.widgets.text_field import TextField
from workbench.widgets.tone import Tone

_NOT_SENT: Final = "That Enter came inside a paste, so nothing was sent. Enter sends."
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
    class CommandGiven(Message):
        """A curl command was pasted, or typed and entered; a pasted one does not stand in the field."""

        text: str = field(repr=False)

    @dataclass
    class Remarked(Message):
        """There is something to say about what was typed or pasted."""

        text: str
        tone: Tone

    def __init__(self, *, id: str) -> None:  # noqa: A002
        super().__init__(placeholder="type a URL, with or without https://", id=id)

    def watch_value(self, before: str, after: str) -> None:
        """Have the keys told again that an empty field leaves to others."""
        if self.has_focus and bool(before) != bool(after):
            self.refresh_bindings()

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
        """Hand on a curl command, and tell where lines are joined; the rest is done by the field below."""
        if is_curl(event.text):
            event.stop()
            event.prevent_default()
            self.post_message(self.CommandGiven(event.text))
            return
        if self.value and self.cursor_at_end and is_curl(self.value + event.text):
            event.stop()
            event.prevent_default()
            self._go_on(event.text)
            return
        count = len([line for line in event.text.splitlines() if line.strip()])
        if count > 1:
            self.post_message(self.Remarked(f"{count} lines joined", "accent"))

    def on_key(self, event: events.Key) -> None:
        """Notice how fast the keys come; the times are those of their arrival, not of their handling."""
        if not self.check_consume_key(event.key, event.character):
            # Of no use to the field, and so not handed on to the class below, which would note it else.
            event.prevent_default()
            self.bursts.note(event.time)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every character, but ? and : in an empty field: no URL begins so, and they ask for help and for all."""
        if character in ("?", ":") and not self.value:
            return False
        return super().check_consume_key(key, character)

    def pasted(self, text: str) -> str:
        """Return a paste on one line: a command's lines joined by blanks, a broken URL's lines by nothing."""
        lines = [line.strip().removesuffix("\\").rstrip() for line in text.splitlines()]
        return self._joint(self.value or text).join(line for line in lines if line)

    def action_send(self) -> None:
        """Ask for the send, or hand on a curl command, unless this Enter is part of a paste."""
        if is_curl(self.value):
            self._end_command_line()
        elif self.in_burst:
            self.insert_text_at_cursor(self._joint(self.value))
            self.enter_pasted()
        else:
            self.post_message(self.Entered())

    def enter_pasted(self) -> None:
        """Say that nothing was sent."""
        self.post_message(self.Remarked(_NOT_SENT, "warn"))

    def _end_command_line(self) -> None:
        """Hand the command on, unless it goes on after this Enter, or this one was no key press."""
        from workbench.interchange import posix_shell

        goes_on = posix_shell.goes_on(self.value)
        if not goes_on and not self.in_burst:
            self.post_message(self.CommandGiven(self.value))
            return
        self.value = posix_shell.with_line_end(self.value)
        self.cursor_position = len(self.value)
        if goes_on and not self.in_burst:
            self.post_message(self.Remarked("The command goes on: a quote is open, or the line ends so.", "warn"))

    def _go_on(self, text: str) -> None:
        """Take the rest of a command that stands here in part, its line ends as a shell has them."""
        from workbench.interchange import posix_shell

        first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        whole = self.value + first
        for line in rest:
            whole = posix_shell.with_line_end(whole) + line
        self.value = whole
        self.cursor_position = len(whole)

    def _show_start(self) -> None:
        self.scroll_to(0, animate=False, force=True)

    @staticmethod
    def _joint(text: str) -> str:
        return " " if text.lstrip().startswith("curl ") else ""
