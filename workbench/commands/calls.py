"""A command line, taken apart as far as every command has it in common."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import folders
from workbench.commands.faults import UsageError
from workbench.nouns import dataclass

if TYPE_CHECKING:
    from workbench.folders import Folders


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Which command, with which arguments, over which home; None is the app."""

    command: str | None
    arguments: tuple[str, ...]
    home: Path | None

    @property
    def folders(self) -> Folders:
        """Where this call's settings, requests and keys live."""
        return folders.locate(self.home, os.environ)

    def action(self, known: Collection[str]) -> str:
        """Return which of its actions a command is asked for; raises UsageError."""
        said = self.arguments[0] if self.arguments else ""
        if said not in known:
            fault = f"{self.command} has no action {said}" if said else f"{self.command} needs an action"
            raise UsageError(f"{fault}. Actions: {', '.join(known)}.", f"workbench {self.command}")
        return said

    @property
    def wants_help(self) -> bool:
        """Whether the first argument asks for the command's own help."""
        return self.arguments[:1] in (("--help",), ("-h",))

    def without_action(self) -> Call:
        """Return the call as an action of its command sees it, the action's name taken off."""
        return replace(self, arguments=self.arguments[1:])


def read(argv: Sequence[str]) -> Call:
    """Take `--home` out, wherever it stands, and the command; raises UsageError."""
    rest, home = _without_home(list(argv))
    if rest and not rest[0].startswith("-"):
        return Call(command=rest[0], arguments=tuple(rest[1:]), home=home)
    if len(rest) > 1 and not rest[1].startswith("-"):
        raise UsageError(f"{rest[0]} stands before the command: put it after {rest[1]}.")
    return Call(command=None, arguments=tuple(rest), home=home)


def _without_home(arguments: list[str]) -> tuple[list[str], Path | None]:
    home: Path | None = None
    rest: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        name, equals, value = argument.partition("=")
        if name != "--home":
            rest.append(argument)
            continue
        folder = value if equals else next(waiting, "")
        if not folder:
            raise UsageError("--home needs a folder.")
        home = Path(folder)
    return rest, home
