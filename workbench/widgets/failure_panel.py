"""What went wrong, in the place of the answer: whose certificate, what happened, what was sent, what to do."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from workbench.models import Suspicion
from workbench.visible import visible
from workbench.widgets.action_row import ActionRow
from workbench.widgets.remedy import Trouble
from workbench.widgets.tone import Tone, words

_INDENT = "  "


class TroubleText(Widget):
    """The words of a trouble, every line behind its sign."""

    DEFAULT_CSS = """
    TroubleText { height: auto; }
    """

    trouble: reactive[Trouble | None] = reactive(None, init=False, layout=True)
    brief = reactive(False, init=False, layout=True)
    """Whether the details are left out, for want of room."""

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
    """A few lines and the things to do; not there while all is well."""

    DEFAULT_CSS = """
    FailurePanel {
        height: auto;
        max-height: 75%;
        display: none;
        &.-shown { display: block; }
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
        """Leave out the details where there is no room for them."""
        for text in self.query(TroubleText):
            text.brief = brief

    def show(self, trouble: Trouble | None) -> None:
        """Show a trouble, or nothing."""
        self.set_class(trouble is not None, "-shown")
        for text in self.query(TroubleText):
            text.trouble = trouble
        for row in self.query(ActionRow):
            row.show(trouble.remedies if trouble else ())


def paragraphs(trouble: Trouble, *, brief: bool = False) -> list[Content]:
    """Return the headline, the details unless brief, and what was sent with what to do."""
    tone: Tone = "bad" if trouble.grave else "warn"
    sent = words((visible(trouble.sent), "strong"), " " if trouble.sent and trouble.hint else "", visible(trouble.hint))
    return [
        words((visible(trouble.headline), tone)),
        *(Content(visible(detail)) for detail in trouble.details if not brief),
        *(_suspicion(one, brief=brief) for one in trouble.suspicions),
        *([sent] if sent else []),
    ]


def _suspicion(suspicion: Suspicion, *, brief: bool) -> Content:
    hint = f" {visible(suspicion.hint)}" if suspicion.hint and not brief else ""
    return words((visible(suspicion.message), "warn"), hint)
