"""The keys and the colours of a body; every key has an id, so that settings can give it another."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

BINDINGS: Final[list[BindingType]] = [
    Binding("up,k", "move(-1)", "Up", show=False, id="body.up"),
    Binding("down,j", "move(1)", "Down", show=False, id="body.down"),
    Binding("pageup", "page(-1)", "Page up", show=False, id="body.page_up"),
    Binding("pagedown,space", "page(1)", "Page down", show=False, id="body.page_down"),
    Binding("home,g", "edge(0)", "Top", show=False, id="body.top"),
    Binding("end,G", "edge(1)", "Bottom", show=False, id="body.bottom"),
    Binding("left", "aside(-1)", "Left", show=False, id="body.left"),
    Binding("right", "aside(1)", "Right", show=False, id="body.right"),
    Binding("0,circumflex_accent", "aside(0)", "Beginning of the line", show=False, id="body.line_start"),
    Binding("E", "far", "End of the line", show=False, id="body.line_end"),
    Binding("n", "find_next(1)", "Find next", show=False, id="body.find_next"),
    Binding("N", "find_next(-1)", "Find previous", show=False, id="body.find_previous"),
    Binding("W", "toggle_wrap", "Wrap on, off", show=False, id="body.wrap"),
    Binding("enter,z", "toggle_fold", "Fold, unfold", show=False, id="body.fold"),
    Binding("minus", "fold_all", "Fold all", show=False, id="body.fold_all"),
    Binding("plus", "unfold_all", "Unfold all", show=False, id="body.unfold_all"),
]

PARTS: Final = ("key", "string", "number", "word", "sign", "note", "found", "cursor")

CSS: Final = """
BodyView {
    scrollbar-size: 1 1;
    & > .body--key { color: $primary; }
    & > .body--string { color: $success; }
    & > .body--number { color: $warning; }
    & > .body--word { color: $accent; }
    & > .body--sign { color: $text-muted; }
    & > .body--note { color: $warning; text-style: bold; }
    & > .body--found { text-style: reverse bold; }
    & > .body--cursor { color: $accent; text-style: bold; }
}
"""
