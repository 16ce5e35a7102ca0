"""A running send, in words: where it is, how long, how much, how fast. No spinner."""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from workbench import marks
from workbench.models import Phase, Progress
from workbench.widgets.tone import words

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
    """One line while a request runs, not there otherwise."""

    DEFAULT_CSS = """
    ProgressLine { height: 1; color: $warning; text-style: bold; display: none; text-wrap: nowrap; }
    ProgressLine.-shown { display: block; }
    """

    running: reactive[Running | None] = reactive(None, init=False)

    def watch_running(self, running: Running | None) -> None:
        """Appear or disappear."""
        self.set_class(running is not None, "-shown")

    def render(self) -> Content:
        """Return the line."""
        return words(sentence(self.running) if self.running else "", ("   ^C stops", "dim"))


def sentence(running: Running) -> str:
    """Return where a send is: `GET  3 s  receiving  12.4 MB  4.1 MB/s  (redirect 1)`."""
    progress = running.progress
    parts = [running.method, f"{running.seconds:.0f} s", _PHASES[progress.phase] if progress else "starting"]
    if progress is not None:
        parts += _amounts(progress, running.rate)
    return "  ".join(parts)


def _amounts(progress: Progress, rate: float | None) -> list[str]:
    parts = []
    if progress.sent and progress.phase in ("send", "wait"):
        parts.append(f"{marks.size(progress.sent)} sent")
    if progress.received:
        parts.append(marks.size(progress.received))
    if rate:
        parts.append(f"{marks.size(round(rate))}/s")
    if progress.hop:
        parts.append(f"(redirect {progress.hop})")
    return parts
