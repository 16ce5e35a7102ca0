"""Files that are no longer where an entry says: a new place offered, in the list's details and in the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from workbench.models import CertificateEntry
from workbench.screens import certificate_reading
from workbench.screens.desk import Desk
from workbench.screens.typed_certificate import FormField, TypedCertificate
from workbench.widgets.fact_sheet import Fact
from workbench.widgets.finding import Note

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus
    from workbench.certificates.moved import Moved

_FORM: Final[dict[str, FormField]] = {"cert_file": "cert", "key_file": "key", "pfx_file": "pfx", "ca_file": "ca"}


class MovedFiles:
    """Looks once for the files of each entry that has lost one, away from the UI's thread."""

    def __init__(self, desk: Desk, found: Callable[[], None]) -> None:
        self._desk = desk
        self._found = found
        self._known: dict[CertificateEntry, tuple[Moved, ...]] = {}

    def facts(self, entry: CertificateEntry, status: EntryStatus | None) -> tuple[Fact, ...]:
        """Return what is known of an entry's moved files; `found` is called when there is more to say."""
        if status is None or not any(problem.code == "file_missing" for problem in status.problems):
            self._known.pop(entry, None)
            return ()
        if entry not in self._known:
            self._known[entry] = ()
            self._desk.background(partial(look, self._desk, entry), partial(self._take, entry))
        return tuple(
            Fact(label="Moved?", value=f"found at {one.path}{_doubt(one)}: e, then Enter takes it", tone="good")
            for one in self._known[entry]
        )

    def _take(self, entry: CertificateEntry, moved: tuple[Moved, ...]) -> None:
        self._known[entry] = moved
        if moved:
            self._found()


def look(desk: Desk, entry: CertificateEntry) -> tuple[Moved, ...]:
    """Look for the files of an entry that are gone; does I/O and loads cryptography."""
    from workbench.certificates import moved

    return moved.find(entry, certificate_reading.passphrase(desk, entry))


def of_form(desk: Desk, typed: TypedCertificate) -> tuple[Moved, ...]:
    """Return the new places of files that the form still has where the entry had them."""
    entry = typed.entry
    if entry is None:
        return ()
    stands = {"cert_file": typed.cert, "key_file": typed.key, "pfx_file": typed.pfx, "ca_file": typed.ca}
    kept = [name for name, text in stands.items() if text and text == getattr(entry, name)]
    return tuple(one for one in look(desk, entry) if one.field in kept) if kept else ()


def notes(found: Sequence[Moved], field: FormField) -> list[Note]:
    """Return the offer that stands under a field."""
    places = [one for one in found if _FORM[one.field] == field]
    return [Note(text=f"found at {one.path}{_doubt(one)}: Enter takes it", tone="good") for one in places]


def fields(found: Sequence[Moved]) -> list[FormField]:
    """Return the fields under which an offer stands."""
    return [_FORM[one.field] for one in found]


def offered(found: Sequence[Moved], typed: TypedCertificate, field: str | None) -> str | None:
    """Return the place that Enter takes in a field, None where it has been changed or nothing is offered."""
    stands = {"cert": typed.cert, "key": typed.key, "pfx": typed.pfx, "ca": typed.ca}
    for one in found:
        if typed.entry and _FORM[one.field] == field and stands[field] == getattr(typed.entry, one.field):
            return one.path
    return None


def _doubt(one: Moved) -> str:
    return "" if one.sure else " (by its name)"
