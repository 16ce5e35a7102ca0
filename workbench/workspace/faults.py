"""What can be wrong with what a person keeps.

WorkspaceError
├── RequestFileError        a request file that cannot be read or written
├── EnvironmentFileError    an environment that cannot be read, or is not there
└── UnknownVariable         a {{name}} that nothing stands for
"""

from __future__ import annotations

from pathlib import Path


class WorkspaceError(Exception):
    """Something kept in the workspace cannot serve; its text is for people and holds no value."""


class _FileError(WorkspaceError):
    """A file, where in it ("line 3, column 7", "body.type" or ""), what was expected there and found."""

    def __init__(self, path: Path, where: str, message: str) -> None:
        super().__init__(path, where, message)
        self.path = path
        self.where = where
        self.message = message

    def __str__(self) -> str:
        return ": ".join(part for part in (str(self.path), self.where, self.message) if part)


class RequestFileError(_FileError):
    """A request file that cannot be read or written."""


class EnvironmentFileError(_FileError):
    """An environment that cannot be read, or is not there."""


class UnknownVariable(WorkspaceError):
    """A `{{name}}` that nothing stands for, and where in the request it is ("url", "headers.Accept")."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(name, where)
        self.name = name
        self.where = where

    def __str__(self) -> str:
        return f"{self.where}: nothing is known as {{{{{self.name}}}}}"
