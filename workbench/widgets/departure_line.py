"""Under the certificate, while there is anything: what about the request's connection is not standard."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from workbench.models import Departure
from workbench.widgets.tone import words

_BETWEEN = "  "
_LOW = 20
"""Below how many rows of the screen there is but one for this."""


class DepartureLine(Widget):
    """One or two lines, what weakens the connection first; no row at all where everything is standard."""

    DEFAULT_CSS = """
    DepartureLine { height: auto; padding: 0 1; display: none; }
    DepartureLine.-shown { display: block; }
    """

    departures: reactive[tuple[Departure, ...]] = reactive((), init=False, layout=True)

    def watch_departures(self) -> None:
        """Appear or disappear."""
        self.set_class(bool(self.departures), "-shown")

    def render(self) -> Content:
        """Return the lines for the width there is."""
        return Content("\n").join(self.lines(self.content_size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are for a width."""
        return len(self.lines(width))

    def lines(self, width: int) -> list[Content]:
        """Put the departures on as few lines as there may be; how many more there are is said at the end."""
        pieces = [_piece(found) for found in self.departures]
        most = 1 if self.screen.size.height < _LOW else 2
        for kept in range(len(pieces), 0, -1):
            left = len(pieces) - kept
            more = words(_BETWEEN, (f"+{left} more", "strong")) if left else Content("")
            lines = _filled(pieces[:kept], width, more)
            if len(lines) <= most or kept == 1:
                return lines
        return []


def _piece(found: Departure) -> Content:
    return words((f"! {found.text}", "warn")) if found.loud else words(found.text)


def _filled(pieces: list[Content], width: int, ending: Content) -> list[Content]:
    """Fill lines with whole pieces; only a piece too wide for any line is cut, and the ending never."""
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if lines[-1].cell_length + len(_BETWEEN) + piece.cell_length <= width:
            lines[-1] = words(lines[-1], _BETWEEN, piece)
        else:
            lines.append(piece)
    last = lines.pop().truncate(max(1, width - ending.cell_length), ellipsis=True)
    return [*(line.truncate(width, ellipsis=True) for line in lines), words(last, ending)]
