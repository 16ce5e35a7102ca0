"""What stands under a field: a hint while there is nothing else to say, then what was found."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from workbench.models import Problem
from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.widgets.tone import Tone, ticked, words

_SIGNS: dict[Tone, str] = {"good": "ok ", "warn": "! ", "bad": "x "}
_WARNINGS = frozenset(
    {
        "chain_gap",
        "expires_soon",
        "key_readable_by_others",
        "needs_passphrase",
        "no_client_auth",
        "not_yet_valid",
        "server_certificate",
        "weak_signature",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One sentence about a field, its text perhaps foreign, and how grave it is: good, warn, bad or dim."""

    text: str
    tone: Tone = "dim"


def note(problem: Problem) -> Note:
    """Return a finding about a certificate as a note: bad when it cannot serve, else a warning."""
    return Note(text=problem.message, tone=tone(problem))


def tone(problem: Problem) -> Tone:
    """Return how grave a finding is."""
    return "warn" if problem.code in _WARNINGS else "bad"


class Finding(Widget):
    """The lines under a field; they start with a sign as well as a colour, and wrap beside it."""

    DEFAULT_CSS = """
    Finding { height: auto; min-height: 1; width: 1fr; }
    """

    notes: reactive[tuple[Note, ...]] = reactive((), init=False, layout=True)
    """What was found; with none the hint stands there."""
    hint = reactive("", init=False, layout=True)

    def __init__(self, hint: str = "", *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes="" if hint else "-empty")
        self.set_reactive(Finding.hint, hint)

    def render(self) -> Content:
        """Return the lines, wrapped for the width there is."""
        return Content("\n").join(self._lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are for a width."""
        return len(self._lines(width))

    def watch_notes(self) -> None:
        """Be of the class -empty while there is nothing to show."""
        self.set_class(not self.notes and not self.hint, "-empty")

    def _lines(self, width: int) -> list[Content]:
        shown = self.notes or (Note(text=self.hint),)
        return [line for each in shown for line in _wrapped(each, max(20, width))]


def _wrapped(shown: Note, width: int) -> list[Content]:
    sign = _SIGNS.get(shown.tone, "")
    lines = ticked(visible(shown.text), shown.tone).wrap(width - len(sign)) or [Content("")]
    first = words((sign, shown.tone))
    return [(Content(" " * len(sign)) if number else first) + line for number, line in enumerate(lines)]
