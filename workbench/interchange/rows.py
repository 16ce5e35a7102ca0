"""A list of client certificates as another tool wrote it: a row for each thing it says, in the file's own order.

What cannot be read at all raises

    ListingError    a file that is no such list: where in it, and what was expected
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from workbench.models import CaEntry, CertificateEntry
from workbench.nouns import dataclass

Precedence = Literal["first", "last", "ranked"]
"""Which of two rows for the same host the tool takes; "ranked" is as we do it."""
Base = Literal["cwd", "file"]
"""What relative paths in the file count from: where the tool was started, or the file's own folder."""


class ListingError(ValueError):
    """A file that cannot be read as a list: `where` is a place in it or "", the message what was expected there."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(where, message)
        self.where = where
        self.message = message

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing a file says: an entry, a CA, or neither; `losses` say what of it has no place here.

    The entry has no id, its paths and its passphrase are as in the file. `notes` lose nothing.
    """

    where: str
    said: str
    entry: CertificateEntry | None = None
    ca: CaEntry | None = None
    notes: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    def noted(self, *notes: str) -> Row:
        """Return the row with more to tell."""
        return replace(self, notes=(*self.notes, *notes))

    def losing(self, *losses: str) -> Row:
        """Return the row with more that has no place here."""
        return replace(self, losses=(*self.losses, *losses))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Everything a file says; `notes` are about all of it."""

    format: str
    title: str
    rows: tuple[Row, ...]
    precedence: Precedence = "first"
    base: Base = "file"
    notes: tuple[str, ...] = ()
