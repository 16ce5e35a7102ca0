"""The net under everything drawn: no control character leaves for the terminal, whoever wrote it."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from workbench.visible import visible


class ControlFilter(LineFilter):
    """Shows by name what would command the terminal; what is drawn for people is made visible before it."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the line with every control character shown by name, at the width it had."""
        if all(segment.text.isascii() and segment.text.isprintable() for segment in segments):
            return segments
        shown = [_shown(segment) for segment in segments]
        if shown == segments:
            return segments
        width = Segment.get_line_length(segments)
        return Segment.adjust_line_length(shown, width, pad=False)


def _shown(segment: Segment) -> Segment:
    if segment.control:
        return segment
    text = visible(segment.text)
    return segment if text is segment.text else Segment(text, segment.style)
