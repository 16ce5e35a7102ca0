"""The layouts that are made of a screen, counted: a key waits for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from textual.screen import Screen


@contextmanager
def layouts_of(kind: type[Screen[object]] = Screen) -> Iterator[list[Screen[object]]]:
    """Collect the screens that are laid out meanwhile, one entry a layout."""
    found: list[Screen[object]] = []
    refresh = kind._refresh_layout

    def counted(self: Screen[object], *arguments: object, **options: object) -> None:
        found.append(self)
        refresh(self, *arguments, **options)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "_refresh_layout", counted)
        yield found
