"""A titled pane: one bright, doubled border says where the focus is."""

from __future__ import annotations

from typing import Final

from textual.containers import Vertical
from textual.widget import Widget

ASKS: Final = "-asks"
"""The class of every question on the last line."""


class Pane(Vertical):
    """A box with its name in the upper border; the border is doubled and bright while the focus is inside."""

    DEFAULT_CSS = """
    Pane {
        border: solid $border-blurred;
        border-title-color: $foreground;
        border-subtitle-color: $text-muted;
        padding: 0 1;
        height: 1fr;
        &:focus-within {
            border: double $border;
            border-title-style: bold;
        }
    }
    """


def asks(widget: Widget) -> bool:
    """Tell whether a widget is a question on the last line: it is about the pane the focus was in, and shares it."""
    return any(node.has_class(ASKS) for node in widget.ancestors_with_self)
