"""The app, with every frame that it draws and all that is sent of it kept: `python -m tests.teed_app HOME LOG`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.cell_screen import CellScreen
from workbench import settings
from workbench.app import WorkbenchApp
from workbench.folders import locate
from workbench.terminal.driver import CellsDriver

JUNK = "\x1b[3;4H\x1b[41mWhat another program left\x1b[0m\x1b[7;1H\x1b[2K"
_LEFT = "\x1b[?1049l"


class TeedDriver(CellsDriver):
    """Keeps both in the order in which they happened, a JSON list a line: what it is, the size, the text."""

    log = Path()

    def write(self, data: str) -> None:
        with self._guard:
            self._keep("written", data)
            super().write(data)

    def _take(self) -> bytes:
        with self._guard:
            sent = super()._take()
            self._keep("sent", sent.decode())
        return sent

    def _keep(self, kind: str, text: str) -> None:
        with self.log.open("a") as log:
            log.write(json.dumps([kind, *self._known_size(), text]) + "\n")


class Replay:
    """Two terminals: on one all that was written, on the other what was sent."""

    def __init__(self, width: int, height: int) -> None:
        self.plain, self.ours = CellScreen(width, height), CellScreen(width, height)
        self._size = width, height
        self._junk = False
        self.counts = {"written": 0, "sent": 0}
        self.texts = {"written": "", "sent": ""}
        self.sent_last = True
        """Whether nothing was written after what was sent last."""

    def play(self, line: str, *, compared: bool = False) -> None:
        """Go on by one line of the log; `compared` looks at both screens after all that was sent."""
        kind, width, height, text = json.loads(line)
        if (width, height) != self._size:
            self._size = width, height
            self.plain.resize(width, height)
            self.ours.resize(width, height)
        self.counts[kind] += len(text.encode())
        self.texts[kind] += text
        self.sent_last = kind == "sent"
        (self.plain if kind == "written" else self.ours).feed(text)
        if kind == "sent" and _LEFT in text:
            self.plain.feed(JUNK)
            self.ours.feed(JUNK)
        if compared and kind == "sent":
            assert [*self.plain.differences(self.ours)] == []


if __name__ == "__main__":
    _, home, kept = sys.argv
    TeedDriver.log = Path(kept)
    folders = locate(Path(home), {})
    app = WorkbenchApp(folders, settings.load(folders.settings_file))
    app.driver_class = TeedDriver
    app.run()
