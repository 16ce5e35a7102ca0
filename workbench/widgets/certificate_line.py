"""Under the URL, live: which certificate this request will offer, and why, or why none."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from workbench import marks
from workbench.models import Problem, Selection
from workbench.visible import visible
from workbench.widgets.tone import words

NO_URL: Final = "type a URL to see which certificate it gets"
_WHY: Final = "Enter: why"


class CertificateLine(Widget, can_focus=True):
    """`selection` is what the rules and the person's word come to; `words_instead` stands where there is none yet."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "choose", "Why, and choose", key_display="Enter", id="certificate.choose"),
    ]
    DEFAULT_CSS = """
    CertificateLine {
        height: 1;
        padding: 0 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { background: $block-cursor-background; color: $block-cursor-foreground; }
        &:ansi:focus { text-style: reverse; }
    }
    """

    selection: reactive[Selection | None] = reactive(None, init=False)
    words_instead = reactive(NO_URL, init=False)
    problems: reactive[tuple[Problem, ...]] = reactive((), init=False)
    """What is wrong with the winner's files, as far as it was looked into."""

    class ChooserWanted(Message):
        """The person wants to see every entry with its reason, and to choose."""

    def render(self) -> Content:
        """Return the line, the way to the reasons at its right end."""
        line = words("cert: ", *self._said())
        room = self.content_size.width - len(_WHY) - 2
        if room < 30:
            return line
        return line.truncate(room, ellipsis=True, pad=True) + words("  ", (_WHY, "dim"))

    def action_choose(self) -> None:
        """Ask for the chooser."""
        self.post_message(self.ChooserWanted())

    def on_click(self) -> None:
        """Ask for the chooser."""
        self.action_choose()

    def _said(self) -> list[Content]:
        chosen = self.selection
        if chosen is None:
            return [words((self.words_instead, "dim"))]
        if chosen.stop is not None:
            return [words(("STOP", "bad"), "  ", (visible(chosen.stop), "bad"))]
        reason = words("  ", visible(chosen.reason))
        if chosen.entry is None:
            return [words(("none", "strong")), reason]
        named = words((marks.label(chosen.entry), "strong"), _loud(chosen), *self._warnings(chosen))
        return [named, reason]

    def _warnings(self, chosen: Selection) -> list[Content]:
        found = [(problem.code, problem.message) for problem in self.problems]
        if not found and chosen.entry and chosen.entry.seen and chosen.entry.seen.not_after < _now():
            found = [("expired", f"expired {chosen.entry.seen.not_after:%Y-%m-%d}")]
        return [words("  ", (f"! {visible(message)}", "warn")) for _, message in found[:1]]


def _loud(chosen: Selection) -> Content:
    return words("  ", ("OUTSIDE ITS RULE", "bad")) if chosen.outside_rule else Content("")


def _now() -> datetime:
    return datetime.now().astimezone()
