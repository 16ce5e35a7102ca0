"""An editor for a few lines: keeps still, and hides the secrets in it while one is elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from rich.text import Text
from textual import events
from textual.widgets import TextArea

from workbench import masking
from workbench.models import Request
from workbench.nouns import dataclass
from workbench.widgets.request_part import PartEdited

_LINE_END: Final = re.compile(r"\r\n?")
_NAME: Final = re.compile(r"(?:# )?\s*([^:=]*?)\s*[:=]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens:
    """How an editor looks at a request: the text it shows of it, and the request that a text makes of it."""

    show: Callable[[Request], str]
    take: Callable[[Request, str], Request]


class LinesEditor(TextArea):
    """A `TextArea` on one part of a request; values of secret names are starred while the focus is elsewhere."""

    DEFAULT_CSS = """
    LinesEditor { background: $background; padding: 0; height: 1fr; scrollbar-size-vertical: 1; }
    """

    def __init__(self, lens: Lens, request: Request, *, placeholder: str = "", fields: bool, id: str) -> None:  # noqa: A002
        text = lens.show(request)
        super().__init__(text, id=id, compact=True, soft_wrap=not fields, placeholder=placeholder)
        self.cursor_blink = False
        self.hides_secrets = fields
        self.limit: int | None = None
        """From how many characters on a paste goes into the request and not through the editor, which would stall."""
        self._lens = lens
        self._told = text

    def put(self, request: Request) -> None:
        """Show another request, without telling of it."""
        self._told = self._lens.show(request)
        if self._told != self.text:
            self.load_text(self._told)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste that is too long to edit past the editor."""
        if self.limit is not None and len(event.text) > self.limit and not self.read_only:
            event.stop()
            event.prevent_default()
            self.take_whole(event.text)

    def take_whole(self, text: str) -> None:
        """Put a text where the cursor is, in the request alone; the editor shows nothing of it."""
        before, after = sorted(self.selection)
        lines = self.document
        head = lines.get_text_range((0, 0), before)
        tail = lines.get_text_range(after, lines.end)
        whole = f"{head}{_LINE_END.sub(lines.newline, text)}{tail}"
        self._told = ""
        self.load_text("")
        self.post_message(PartEdited(lambda request: self._lens.take(request, whole)))

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell of a change made by hand."""
        event.stop()
        text = self.text
        if text != self._told:
            self._told = text
            self.post_message(PartEdited(lambda request: self._lens.take(request, text)))

    def on_focus(self) -> None:
        """Show what is there."""
        self.notify_style_update()

    def on_blur(self) -> None:
        """Hide the secrets again."""
        self.notify_style_update()

    def get_line(self, line_index: int) -> Text:
        """Return a line as it is drawn: a secret's value starred, at its length, unless one is editing."""
        line = super().get_line(line_index)
        if self.has_focus or not self.hides_secrets:
            return line
        return Text(starred(line.plain), end="", no_wrap=True)


def starred(line: str) -> str:
    """Return a `name: value` or `name=value` line with a secret value replaced by as many stars."""
    found = _NAME.match(line)
    if not found or not masking.is_secret_name(found[1]):
        return line
    return line[: found.end()] + "*" * (len(line) - found.end())
