"""The least that Textual can show: what a start costs before there is anything of ours."""

from __future__ import annotations

import signal
import sys

from textual.app import App, ComposeResult
from textual.widgets import Static


class BareApp(App[None]):
    """One line of text."""

    def compose(self) -> ComposeResult:
        """Show it."""
        yield Static("bare and ready")


if __name__ == "__main__":
    if sys.platform != "win32":
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever started the bench may have had it ignored, as nohup does
    BareApp().run()
