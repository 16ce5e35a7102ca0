"""What went wrong, in the place of the answer: whose certificate, what happened, what was sent, what to do."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from workbench.models import Suspicion
from workbench.visible import visible
from workbench.widgets.action_row import ActionRow
from workbench.widgets.tone import Tone, words
from workbench.widgets.trouble import Trouble, here

_INDENT = "  "


class TroubleText(Widget):
    """The words of a trouble, every line behind its sign."""

    DEFAULT_CSS = """
    TroubleText { height: auto; }
    """

    trouble: reactive[Trouble | None] = reactive(None, init=False, layout=True)
    brief = reactive(False, init=False, layout=True)
    """Whether what to do goes before the details, for want of room."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the words take."""
        return len(self._lines(width))

    def render(self) -> Content:
        """Return the words."""
        return Content("\n").join(self._lines(self.content_size.width))

    def _lines(self, width: int) -> list[Content]:
        if self.trouble is None:
            return []
        sign = words(("x ", "bad") if self.trouble.grave else ("! ", "warn"))
        room = max(10, width - len(_INDENT))
        lines = [line for part in paragraphs(self.trouble, brief=self.brief) for line in part.wrap(room)]
        return [(sign if number == 0 else Content(_INDENT)) + line for number, line in enumerate(lines)]


class FailurePanel(Vertical):
    """A few lines and the things to do; not there while all is well. Words that want more room scroll by key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pagedown", "turn(1)", "Read on", id="trouble.down"),
        Binding("pageup", "turn(-1)", "Read back", show=False, id="trouble.up"),
    ]
    DEFAULT_CSS = """
    FailurePanel {
        height: auto;
        max-height: 75%;
        display: none;
        &.-shown { display: block; }
        &.-brief { max-height: 85%; }
        &.-aside { max-height: 40%; }
        & > VerticalScroll { height: auto; max-height: 1fr; scrollbar-size-vertical: 1; }
        & > ActionRow { dock: bottom; }
    }
    """

    def compose(self) -> ComposeResult:
        """Put the words over the things to do."""
        with VerticalScroll(can_focus=False):
            yield TroubleText()
        yield ActionRow(id="remedies")

    def shorten(self, brief: bool) -> None:
        """Put first what matters most, and the things to do on one line, where there is little room."""
        self.set_class(brief, "-brief")
        for text in self.query(TroubleText):
            text.brief = brief
        for row in self.query(ActionRow):
            row.brief = brief

    def show(self, trouble: Trouble | None) -> None:
        """Show a trouble, or nothing."""
        self.set_class(trouble is not None, "-shown")
        for text in self.query(TroubleText):
            text.trouble = trouble
        for row in self.query(ActionRow):
            row.show(trouble.remedies if trouble else ())
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_turn(self, direction: int) -> None:
        """Scroll the words by what fits, less a line to read on from."""
        view = self.query_one(VerticalScroll)
        view.scroll_relative(y=direction * max(1, view.size.height - 1), animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to scroll where there is more than fits."""
        return action != "turn" or (self.is_mounted and self.query_one(VerticalScroll).max_scroll_y > 0)


def paragraphs(trouble: Trouble, *, brief: bool = False) -> list[Content]:
    """Return the headline, the details, and what was sent with what to do; the details come last where brief."""
    tone: Tone = "bad" if trouble.grave else "warn"
    sent = words((visible(trouble.sent), "strong"), " " if trouble.sent and trouble.hint else "", visible(trouble.hint))
    details = [Content(visible(detail)) for detail in trouble.details]
    suspicions = [_suspicion(one) for one in trouble.suspicions]
    closing = [sent] if sent else []
    after = [*closing, *suspicions, *details] if brief else [*details, *suspicions, *closing]
    return [words((visible(trouble.headline), tone)), *after]


def _suspicion(suspicion: Suspicion) -> Content:
    hint = f" {visible(here(suspicion.hint))}" if suspicion.hint else ""
    return words((visible(suspicion.message), "warn"), hint)
