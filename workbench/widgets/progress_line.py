"""A running send, in words: where it is, how long, how much, how fast. No spinner."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from workbench import marks
from workbench.models import Phase, Progress
from workbench.nouns import dataclass
from workbench.widgets.tone import words

_STOPS: Final = "   ^C stops"
_PHASES: dict[Phase, str] = {
    "prepare": "preparing",
    "dns": "looking up the name",
    "connect": "connecting",
    "tls": "TLS handshake",
    "send": "sending",
    "wait": "waiting for the answer",
    "receive": "receiving",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A look at a send that runs: seconds since its start, what the engine last told, bytes a second."""

    method: str
    seconds: float
    progress: Progress | None = None
    rate: float | None = None


class ProgressLine(Widget):
    """One line while a request runs, not there otherwise; drawn again only when its words change."""

    DEFAULT_CSS = """
    ProgressLine { height: 1; color: $warning; text-style: bold; display: none; text-wrap: nowrap; }
    ProgressLine.-shown { display: block; }
    """

    text: reactive[str] = reactive("", init=False)

    def show(self, running: Running | None) -> None:
        """Say where a send is; None when none runs."""
        self.set_class(running is not None, "-shown")
        if running is not None:
            self.text = sentence(running, (self.size.width or self.app.size.width) - len(_STOPS))

    def render(self) -> Content:
        """Return the line."""
        return words(self.text, (_STOPS, "dim"))


def sentence(running: Running, width: int) -> str:
    """Return where a send is: `GET  3 s  receiving  12.4 of 40.0 MB  31 %  4.1 MB/s  (redirect 1)`.

    Where that is too wide, what can be missed best is left out.
    """
    progress = running.progress
    phase = _PHASES[progress.phase] if progress is not None else "starting"
    parts = [running.method, f"{running.seconds:.0f} s", phase]
    amount, share = _amount(progress) if progress is not None else ("", "")
    rate = f"{marks.size(round(running.rate))}/s" if running.rate else ""
    redirect = f"(redirect {progress.hop})" if progress is not None and progress.hop else ""
    for extras in ((amount, share, rate, redirect), (amount, share, rate), (amount, share), (share,), ()):
        line = "  ".join([*parts, *filter(None, extras)])
        if len(line) <= width:
            return line
    return line


def _amount(progress: Progress) -> tuple[str, str]:
    """Return how much of the body that is under way has passed, and which share of it."""
    match progress.phase:
        case "send" | "wait" if progress.to_upload:
            return _of(progress.uploaded, progress.to_upload)
        case "receive" if progress.arrived:
            return _of(progress.arrived, progress.expected)
        case _:
            return "", ""


def _of(count: int, whole: int | None) -> tuple[str, str]:
    if not whole or count > whole:
        return marks.size(count), ""
    number, unit = marks.size(count).split(" ")
    total, its_unit = marks.size(whole).split(" ")
    amount = f"{number} of {total} {unit}" if unit == its_unit else f"{number} {unit} of {total} {its_unit}"
    return amount, f"{100 * count // whole} %"
