"""Whose quoting a curl command is in, and its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from workbench.interchange import posix_shell, windows_shell
from workbench.interchange.pasted_words import LONGEST, PasteError, Words

_PROMPT: Final = re.compile(r"^\s*(?:[$%>#]\s+)?")
_CMD: Final = re.compile(r'\^"|\s\^\s*(?:\n|$)|\s\^\s')
_POWERSHELL: Final = re.compile(r"\s`\r?\n")


def words(text: str) -> Words:
    """Return the words after `curl`. Raise PasteError."""
    if len(text) > LONGEST:
        raise PasteError(f"That is too long for a command: {len(text):,} signs, where {LONGEST:,} are read at most.")
    if "\0" in text:
        raise PasteError("The command holds a NUL byte, which no command can.")
    # A terminal pastes line ends as carriage returns.
    bare = _PROMPT.sub("", text, count=1).replace("\r\n", "\n").replace("\r", "\n")
    found = _reader(bare)(bare)
    return Words(words=found.words[1:], variables=found.variables, left_out=found.left_out)


def _reader(text: str) -> Callable[[str], Words]:
    if _CMD.search(text):
        return windows_shell.cmd
    return windows_shell.powershell if _POWERSHELL.search(text) else posix_shell.split
