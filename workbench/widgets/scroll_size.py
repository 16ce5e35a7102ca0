"""The size of what a view scrolls over, taken without laying out all of the screen again where nothing else moves."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView


def take(view: ScrollView, size: Size) -> None:
    """Let a view scroll over so many columns and rows."""
    if size == view.virtual_size:
        return
    if not view.container_size and size.height > view.app.size.height:
        view.show_vertical_scrollbar = True  # as the first layout would find, for a second one
    is_tall = view.show_vertical_scrollbar and size.height > view.container_size.height > 0
    if is_tall and size.width == view.virtual_size.width:
        # The bar stays where it is: only what it shows changes.
        view.set_reactive(ScrollView.virtual_size, size)
        view._scroll_update(size)
    else:
        view.virtual_size = size
