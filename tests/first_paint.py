"""Textual's driver, ending the program with its first screen: what was loaded and opened by then is what that took.

Textual takes its driver from the variable TEXTUAL_DRIVER. When the words in WITNESS_WORDS are painted, the names of all
modules and the list `opened` of the program go into WITNESS_FILE, as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from textual.drivers.linux_driver import LinuxDriver


class Witness(LinuxDriver):
    """Looks for the words in what is painted."""

    def write(self, data: str) -> None:
        """Write, and where the words are in it, tell and end."""
        super().write(data)
        if os.environ["WITNESS_WORDS"] in data:
            said = {"loaded": sorted(sys.modules), "opened": sys.modules["__main__"].__dict__["opened"]}
            Path(os.environ["WITNESS_FILE"]).write_text(json.dumps(said))
            os._exit(0)  # at once: nothing else may be loaded
