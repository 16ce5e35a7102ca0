"""What all questions at the bottom of a screen have in common: one at a time, about the place one came from."""

from __future__ import annotations

from textual.widget import Widget

from workbench.widgets.pane import ASKS


class AskingLine(Widget):
    """Gives the focus back to where it was, and is gone, without an answer, once it is elsewhere.

    It has no id: the one before may still be on its way out.
    """

    def __init__(self) -> None:
        super().__init__(classes=ASKS)
        self._before: Widget | None = None

    def note_focus(self) -> None:
        """Note where the focus is; where another question has it, where it was before that one."""
        others = (line for line in self.screen.query(AskingLine) if line.has_focus_within)
        other = next(others, None)
        self._before = other._before if other else self.screen.focused

    def give_focus_back(self) -> None:
        """Put the focus where it was, if that is still there."""
        if self._before is not None and self._before.is_attached:
            self._before.focus()

    def yield_to_others(self) -> None:
        """Give up where something else of the screen has the focus; nothing has it while the terminal is left."""
        if self.is_attached and self.screen.focused is not None and not self.has_focus_within:
            self.remove()
