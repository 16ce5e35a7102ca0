"""What ends a command before it has a result, translated from the layers' own where they are called.

CommandError          the words, the place and the exit status
  ├── UsageError      the command line itself is wrong
  └── OutputError     stdout takes nothing more: a full disk
"""

from __future__ import annotations

from workbench.commands import statuses


class CommandError(Exception):
    """A command that cannot go on: kind and place for scripts, a sentence for people, the exit status."""

    def __init__(self, kind: str, message: str, *, where: str | None = None, status: int = statuses.USAGE) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.where = where
        self.status = status


class UsageError(CommandError):
    """A command line that says what it must not, or does not say what it must; `where` is the command."""

    def __init__(self, message: str, where: str | None = None) -> None:
        super().__init__("usage", message, where=where)


class OutputError(CommandError):
    """What was to be written to stdout is lost, so nothing more is told there."""

    def __init__(self, fault: OSError) -> None:
        super().__init__("file", f"stdout cannot be written: {fault.strerror or fault}.", where="stdout")


def unreadable(path: object, fault: OSError, kind: str = "file") -> CommandError:
    """Say that a file named on the command line cannot be read, or written, and why."""
    return CommandError(kind, f"{path}: {fault.strerror or fault}", where=str(path))
