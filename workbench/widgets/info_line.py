"""One line between the certificate and the panes: what the app last had to say, or what the request shows."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from workbench.visible import visible
from workbench.widgets.tone import Tone, words

_SIGNS: dict[Tone, str] = {"good": "ok ", "warn": "! ", "bad": "x "}


class InfoLine(Widget):
    """A description until something is to be told; gone while there is neither.

    What is told stays until the next thing is told or done (a load, a send, a new request): no timer takes it away.
    """

    DEFAULT_CSS = """
    InfoLine { height: auto; max-height: 2; padding: 0 1; display: none; }
    InfoLine.-shown { display: block; }
    """

    told: reactive[tuple[str, Tone] | None] = reactive(None, init=False, layout=True)
    description = reactive("", init=False, layout=True)
    yields = reactive(False, init=False, layout=True)
    """Whether the description gives its rows to something that needs them more."""

    def watch_told(self) -> None:
        """Appear or disappear."""
        self._appear()

    def watch_description(self) -> None:
        """Appear or disappear."""
        self._appear()

    def watch_yields(self) -> None:
        """Appear or disappear."""
        self._appear()

    def render(self) -> Content:
        """Return what was told last, else the description; a sign at its end where there is no room for all of it."""
        whole, (width, height) = self._said(), self.content_size
        lines = whole.wrap(max(1, width))
        if not 0 < height < len(lines):
            return whole
        return Content("\n").join([*lines[: height - 1], lines[height - 1].truncate(max(0, width - 2)) + " …"])

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are for a width."""
        return max(1, len(self._said().wrap(max(1, width))))

    def _said(self) -> Content:
        if self.told:
            text, tone = self.told
            return words((_SIGNS.get(tone, "") + visible(text), tone))
        return words((visible(self.description), "dim"))

    def _appear(self) -> None:
        self.set_class(bool(self.told or (self.description and not self.yields)), "-shown")
