"""What stands in the composer: the request, where it came from, and what the last load put aside."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Final

from workbench.models import Request
from workbench.nouns import dataclass
from workbench.screens.one_off import OneOff

BLANK: Final = Request()


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """A request, the file it was opened from, how it was when opened, and what stood here before.

    `one_off` is what a pasted command lends to the request; it is in no draft and no request file.
    """

    request: Request = BLANK
    path: Path | None = None
    original: Request = BLANK
    before: Composition | None = None
    one_off: OneOff | None = None

    @property
    def is_edited(self) -> bool:
        """Whether it differs from what was opened; also a request typed from nothing is."""
        return self.request != self.original

    @property
    def is_blank(self) -> bool:
        """Whether nothing was composed at all."""
        return self.request == BLANK

    @property
    def label(self) -> str:
        """What to call it, "" for a request without a name or a file."""
        return self.request.name or (self.path.stem if self.path else "")


def opened(request: Request, path: Path | None, before: Composition) -> Composition:
    """Put a request in place of another; only what was edited is kept aside."""
    kept = replace(before, before=None) if before.is_edited else before.before
    return Composition(request=request, path=path, original=request, before=kept)


def pasted(request: Request, one_off: OneOff | None, before: Composition) -> Composition:
    """Put the request of a command in place of another; it counts as edited, so that it is kept aside in its turn."""
    return replace(opened(request, None, before), original=BLANK, one_off=one_off)


def edited(composition: Composition, request: Request) -> Composition:
    """Take what the person changed."""
    return replace(composition, request=request)


def saved(composition: Composition, request: Request, path: Path) -> Composition:
    """Note that the request is now in this file."""
    return replace(composition, request=request, path=path, original=request)


def undone(composition: Composition) -> Composition | None:
    """Bring back what the last load put aside, and put this aside; None where there is nothing."""
    if composition.before is None:
        return None
    return replace(composition.before, before=replace(composition, before=None))
