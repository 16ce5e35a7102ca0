"""The send button, for the mouse; the keys are on it."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from workbench.widgets.footer import key_name


class SendButton(Widget):
    """`[ Send ^J ]`, and `[ Stop ^C ]` while a request runs. Tab passes it by: its keys work everywhere."""

    DEFAULT_CSS = """
    SendButton {
        width: 12;
        height: 1;
        content-align: right middle;
        text-style: bold;
        color: $success;
        &.-running { color: $warning; }
    }
    """

    running = reactive(False, init=False)

    class Pressed(Message):
        """The person wants to send or, while a request runs, to stop it."""

    def render(self) -> Content:
        """Return what a click does."""
        changed: Mapping[str, str] = getattr(self.app, "keys_changed", {})
        key = key_name(changed.get("send", "ctrl+j").partition(",")[0])
        return Content("[ Stop ^C ]" if self.running else f"[ Send {key} ]")

    def watch_running(self, running: bool) -> None:
        """Take the colour of what a click does."""
        self.set_class(running, "-running")

    def on_click(self) -> None:
        """Tell the screen."""
        self.post_message(self.Pressed())
