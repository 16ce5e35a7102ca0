"""The least that Textual needs to answer a key: a field to type into over a list, and nothing else going on."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input, OptionList


class BareList(App[None]):
    """A field that has the focus, and a list that fills the rest."""

    def compose(self) -> ComposeResult:
        """Show them."""
        yield Input()
        yield OptionList(*(f"row {number:06d}" for number in range(1000)))


if __name__ == "__main__":
    BareList().run()
