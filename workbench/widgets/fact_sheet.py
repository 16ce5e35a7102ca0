"""Labelled values one under the other, wrapped beside their label; drawn by line, scrolled by keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets.tone import Tone, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A label and a value, which may be foreign text.

    An empty label continues the fact above; an empty value makes the label a heading. `aside` follows the value
    in a quiet tone. `more` is what a FoldSheet shows when the fact is opened.
    """

    label: str
    value: str
    tone: Tone = "plain"
    aside: str = ""
    more: tuple[Fact, ...] = ()


def said(fact: Fact) -> str:
    """Return a fact as a line of text, safe to show and to copy."""
    aside = f"  {visible(fact.aside)}" if fact.aside else ""
    return f"{visible(fact.label)}: {visible(fact.value)}{aside}".removeprefix(": ")


class FactSheet(ScrollView, can_focus=True):
    """Facts to read; `text` is what a copy of them says."""

    ALLOW_SELECT = False
    LABEL_WIDTH: ClassVar[int] = 13
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False, id="sheet.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="sheet.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="sheet.page_up"),
        Binding("pagedown,space", "page_down", "Page down", show=False, id="sheet.page_down"),
        Binding("home,g", "scroll_home", "Top", show=False, id="sheet.top"),
        Binding("end,G", "scroll_end", "Bottom", show=False, id="sheet.bottom"),
    ]
    DEFAULT_CSS = """
    FactSheet { scrollbar-size-vertical: 1; overflow-x: hidden; }
    """

    def __init__(
        self,
        facts: Iterable[Fact] = (),
        *,
        labels: Tone = "dim",
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._facts = tuple(facts)
        self._labels: Tone = labels
        self._lines: Sequence[Content] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return self._facts

    @facts.setter
    def facts(self, facts: Iterable[Fact]) -> None:
        self._facts = tuple(facts)
        self._wrap()
        self.scroll_home(animate=False)

    @property
    def text(self) -> str:
        """The facts as lines of text, safe to show and to copy."""
        return "\n".join(said(fact) for fact in self._facts)

    def on_resize(self) -> None:
        """Wrap again for the new width."""
        self._wrap()

    def render_line(self, y: int) -> Strip:
        """Draw one line, `y` counted from the top of the widget."""
        width = self.scrollable_content_region.width
        line = self.scroll_offset.y + y
        if line >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        strips = Visual.to_strips(self, self._lines[line], width, 1, self.visual_style)
        return strips[0].adjust_cell_length(width, self.rich_style)

    def _wrap(self) -> None:
        # The scroll bar's column is left free always: whether it is there depends on the lines made here.
        width = max(10, self._room() - self.LABEL_WIDTH - 1)
        self._lines = [line for fact in self._facts for line in self._wrapped(fact, width)]
        self.virtual_size = Size(0, len(self._lines))
        self.refresh()

    def _room(self) -> int:
        """Return the width there is; before the first layout the window's, which comes nearest."""
        return self.content_region.width or (self.app.size.width if self.is_attached else 0)

    def _wrapped(self, fact: Fact, width: int) -> list[Content]:
        aside = f"  {visible(fact.aside)}" if fact.aside else ""
        value = words((visible(fact.value), fact.tone), (aside, "dim"))
        fits = value.cell_length <= width and "\n" not in value.plain
        lines = [value] if fits else value.wrap(_fair(value.plain, width)) or [Content("")]
        return [self._headed(fact, number, line) for number, line in enumerate(lines)]

    def _headed(self, fact: Fact, number: int, line: Content) -> Content:
        """Put the label before the first line of a fact, and as much room before the others."""
        if number:
            return Content(" " * self.LABEL_WIDTH) + line
        return words((fact.label.ljust(self.LABEL_WIDTH), self._labels if fact.value else "strong")) + line


def _fair(text: str, width: int) -> int:
    """Return where to break a word that does not fit, such as a hash: into parts of one length."""
    parts = -(-len(text) // width)
    return width if " " in text or not parts else -(-len(text) // parts)
