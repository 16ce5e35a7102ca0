"""`workbench demo --headless`: the lab alone, for scripts: one JSON line, and servers until they are ended."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from workbench.demo.lab import Lab
from workbench.demo.parent import Parent

_LOOK_SECONDS = 0.1
_ENDING = ("SIGTERM", "SIGINT", "SIGHUP", "SIGBREAK")  # those that the platform has


def serve(directory: Path | None, out: TextIO) -> int:
    """Run a lab until SIGTERM, SIGINT or the end of our parent, and return the exit status.

    Writes the contract's JSON line to `out` once every server accepts connections. Must be called from the
    main thread, which alone gets signals. Raises LabError when the directory cannot be used.
    """
    parent = Parent()
    with _signals_noted() as noted, Lab(directory) as lab:
        try:
            out.write(json.dumps(announcement(lab)) + "\n")
            out.flush()
        except BrokenPipeError:
            return 0  # nobody is left to read it
        while not noted and not parent.is_gone():
            time.sleep(_LOOK_SECONDS)
    return 0


def announcement(lab: Lab) -> dict[str, object]:
    """Return what the JSON line says (contract §5)."""
    return {
        "home": str(lab.home),
        "endpoints": dict(lab.endpoints),
        "ca": str(lab.ca_file),
        "identities": {name: person.files() for name, person in lab.identities.items()},
    }


@contextmanager
def _signals_noted() -> Iterator[list[int]]:
    noted: list[int] = []
    # A list and no Event: setting an Event from a handler can wait for the very lock it interrupted.
    numbers = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda number, _frame: noted.append(number)) for number in numbers}
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
