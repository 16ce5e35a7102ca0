"""What of the console is open, entry by entry and node by node, and whose secrets are shown."""

from __future__ import annotations

from workbench.models import Storyteller
from workbench.widgets.console_entry import nodes
from workbench.widgets.console_layout import Layout
from workbench.widgets.console_node import FlatLine, Opened, Path, flat
from workbench.widgets.console_shelf import Shelf


class Folds:
    """Entries by their numbers, and the lines that hang below those that are open."""

    def __init__(self, tell: Storyteller) -> None:
        self.layout = Layout({})
        self.bared: int | None = None
        """The entry with secrets shown; never more than one."""
        self._tell = tell
        self._opened: dict[int, Opened] = {}

    def __bool__(self) -> bool:
        """Whether anything is open."""
        return bool(self._opened)

    def __contains__(self, number: int) -> bool:
        """Whether an entry is open."""
        return number in self._opened

    def has_open(self, number: int, path: Path) -> bool:
        """Tell whether a node of an open entry is open."""
        return path in self._opened[number].paths

    def toggle(self, number: int) -> None:
        """Open an entry, or close it; what is closed is masked."""
        if number not in self._opened:
            self._opened[number] = Opened()
            return
        del self._opened[number]
        if self.bared == number:
            self.bared = None

    def toggle_node(self, number: int, path: Path) -> None:
        """Open a node of an open entry, or close it."""
        self._opened[number] = self._opened[number].toggled(path)

    def bare(self, number: int, path: Path) -> None:
        """Show the secrets of a node of an open entry, of all of it by ()."""
        self.bared = number
        self._opened[number] = self._opened[number].baring(path)

    def is_bare(self, number: int) -> bool:
        """Tell whether all secrets of an entry are shown."""
        return number in self._opened and () in self._opened[number].bared

    def mask(self) -> bool:
        """Show no secrets any more; tell whether that changes a line."""
        number, self.bared = self.bared, None
        if number is None or number not in self._opened:
            return False
        self._opened[number] = self._opened[number].masked()
        return True

    def lay_out(self, shelf: Shelf, width: int) -> None:
        """Make the lines of what is open for so many cells; what is on the shelf no more is forgotten."""
        self._opened = {number: how for number, how in self._opened.items() if shelf.holds(number)}
        self.bared = self.bared if self.bared in self._opened else None
        below: dict[int, list[FlatLine]] = {}
        for number, how in self._opened.items():
            place = shelf.place(number)
            if place is not None:
                below[place] = list(flat(nodes(shelf[number], self._tell), how, width))
        self.layout = Layout(below)
