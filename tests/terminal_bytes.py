"""What a program wrote to a terminal, taken apart: which of it commands the terminal, and may our drawing say that?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_COMMAND: Final = re.compile(
    r"\x1b\[(?P<csi>[0-?]*[ -/]*[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|\x1b[PX^_](?P<string>[^\x1b]*)\x1b\\"
    r"|\x1b(?P<short>[ -/]*[0-~])"
    r"|(?P<control>[\x00-\x1f\x7f-\x9f])"
    r"|(?P<invisible>[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f])"
)
_DRAWN: Final = (
    re.compile(r"(?:\d{1,3}(?:;\d{1,3})?)?H"),  # the cursor to a place
    re.compile(r"\d{0,3}[A-GJKLMPX@ST]"),  # the cursor by some cells; erase, insert, delete, scroll
    re.compile(r"(?:\d{1,3}(?:;\d{1,3})?)?r"),  # the region that scrolls
    re.compile(r"\?(?:25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2026|2048|7)[hl]"),  # modes
    re.compile(r"\?(?:2026|2048)\$p"),  # is that mode known?
    re.compile(r"[<>=]\d*u|\?u|>\d*q|c|>c|6n"),  # keys, names
)
_COLOURS: Final = re.compile(r"((?:38|48);2;\d{1,3};\d{1,3};\d{1,3}|(?:38|48);5;\d{1,3}|\d{1,3})(?:;|$)")
_HIGHEST_COLOUR: Final = 107
_POINTERS: Final = ("22;default", "22;pointer", "22;text")  # the mouse's, over a link or a field
_CONTROLS: Final = "\r\n\b"
_SHORT: Final = ("(B", "=", ">", "7", "8", "M")


@dataclass(frozen=True)
class Command:
    """One thing that is no text: its kind, what it says, and what stood around it."""

    kind: str
    said: str
    around: str


def commands(written: bytes) -> Iterator[Command]:
    """Yield everything in what was written that a terminal would obey or hide."""
    text = written.decode("utf-8", "surrogateescape")
    for found in _COMMAND.finditer(text):
        around = text[max(0, found.start() - 40) : found.end() + 40]
        yield Command(found.lastgroup or "", found[found.lastgroup or 0], around)


def foreign(written: bytes, *, clipboard: bool = False) -> list[Command]:
    """Return what our own drawing never says; `clipboard` allows OSC 52."""
    return [said for said in commands(written) if not _is_ours(said, clipboard=clipboard)]


def _is_ours(command: Command, *, clipboard: bool) -> bool:
    match command.kind:
        case "csi" if command.said.endswith("m"):
            return _is_colour(command.said[:-1])
        case "csi":
            return any(pattern.fullmatch(command.said) for pattern in _DRAWN)
        case "osc":
            copied = clipboard and command.said.startswith("52;c;")
            return copied or command.said in _POINTERS
        case "short":
            return command.said in _SHORT
        case "control":
            return command.said in _CONTROLS
        case _:
            return False


def _is_colour(parameters: str) -> bool:
    at = 0
    while at < len(parameters):
        found = _COLOURS.match(parameters, at)
        if found is None or ("2;" not in found[1] and "5;" not in found[1] and int(found[1]) > _HIGHEST_COLOUR):
            return False
        at = found.end()
    return True
