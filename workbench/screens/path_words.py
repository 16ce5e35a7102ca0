"""The ways to go on with a path, in one line."""

from __future__ import annotations

from typing import Final

from workbench.widgets.finding import Note
from workbench.widgets.path_field import PathField

_OFFERED: Final = 8


def offered(event: PathField.Offered) -> Note:
    """Say which ways there are to go on with a path, the one taken between brackets."""
    if not event.ways:
        return Note(text="nothing there begins like this", tone="dim")
    places = {way: way.rstrip("/\\").replace("\\", "/").rpartition("/")[2] for way in event.ways}
    at = event.ways.index(event.taken) if event.taken in event.ways else 0
    window = event.ways[max(0, at - _OFFERED // 2) :][:_OFFERED]
    names = [f"[{places[way]}]" if way == event.taken else places[way] for way in window]
    more = len(event.ways) - len(window)
    return Note(text="  ".join(names) + (f"  and {more} more" if more > 0 else ""), tone="dim")
