"""The undo journal: the last steps, in a file of the state folder, so that a restart does not forget them.

Passphrases stand in it as in the settings: sealed, "ask" or "command:…", never clear (`steps.taken` sees to that).
A file that cannot be read is kept aside and said so; the settings never depend on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Final, cast

from workbench import atomic, folders
from workbench.certificates.sealing import is_sealed
from workbench.documents import DocumentError, Table
from workbench.models import CaEntry, CertificateEntry
from workbench.settings import entries, steps
from workbench.settings.schema import Settings, is_clear
from workbench.settings.steps import Kind, Step

MOST: Final = 50
"""How many steps are kept; the oldest go first."""

_VERSION: Final = 1
_KINDS: Final = ("removed", "replaced", "edited", "imported")
Renewed = Callable[[str, str], str]
"""A sealed text and the id of its entry → the same sealed anew; the same text always gives the same."""


class JournalError(Exception):
    """The journal cannot be read or written; its text is a sentence for the person."""


class JournalDamaged(JournalError):
    """The file is none of a journal's."""


class Journal:
    """The steps in one file; every change is made under its lock, in one write."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def steps(self) -> tuple[Step, ...]:
        """Return the steps, the oldest first; raises JournalError where the file is damaged or cannot be read."""
        return tuple(self._read())

    def last(self, kind: type[CertificateEntry] | type[CaEntry]) -> Step | None:
        """Return the newest step of a certificate, or of a CA; raises JournalError."""
        return next((step for step in reversed(self._read()) if isinstance(step.before, kind)), None)

    def offers(self, kind: type[CertificateEntry] | type[CaEntry]) -> bool:
        """Tell whether there is a step of this kind to take back; never raises."""
        try:
            return self.last(kind) is not None
        except JournalError:
            return True  # whoever asks for it is told what is wrong

    def note(self, before: Settings, after: Settings, saved: Settings) -> str:
        """Write down what a change that is saved took away; return "" or, in words, why that cannot be undone."""
        found = steps.taken(before, after, saved)
        if not found:
            return ""
        try:
            return self._changed(lambda kept: [*kept, *found], repair=True)
        except JournalError as error:
            return f"What was changed cannot be undone later: {error}"

    def imported(self, certificates: Sequence[CertificateEntry], cas: Sequence[CaEntry]) -> str:
        """Write down what an import added, as it was saved; return "" or, in words, why that cannot be undone."""
        step = steps.imported(certificates, cas)
        if step is None:
            return ""
        try:
            return self._changed(lambda kept: [*kept, step], repair=True)
        except JournalError as error:
            return f"The import cannot be undone later: {error}"

    def drop(self, step: Step) -> None:
        """Forget a step that was taken back, or that nothing can be done with; raises JournalError."""
        self._changed(lambda kept: [one for one in kept if one.id != step.id], repair=False)

    def reseal(self, renewed: Renewed) -> None:
        """Replace every sealed text, as a new sealing key wants it; raises JournalError, and then nothing is changed.

        What `renewed` raises goes through, and then nothing is changed either.
        """
        if self._path.exists():
            self._changed(lambda kept: [_resealed(step, renewed) for step in kept], repair=False)

    def sealed(self) -> tuple[tuple[str, str], ...]:
        """Return every sealed text with the id of its entry; raises JournalError."""
        both = [entry for step in self._read() for entry in (step.before, step.after)]
        return tuple(
            (entry.passphrase, entry.id)
            for entry in both
            if isinstance(entry, CertificateEntry) and entry.passphrase and is_sealed(entry.passphrase)
        )

    def _changed(self, change: Callable[[list[Step]], Sequence[Step]], *, repair: bool) -> str:
        try:
            folders.make(self._path.parent)
            with atomic.locked(self._path):
                kept, said = self._repaired() if repair else (self._read(), "")
                data = json.dumps({"version": _VERSION, "steps": [_written(step) for step in change(kept)[-MOST:]]})
                atomic.write(self._path, data.encode("utf-8", "surrogatepass"))
                return said
        except OSError as error:
            raise JournalError(f"{self._path} cannot be written: {error.strerror or error}.") from None

    def _repaired(self) -> tuple[list[Step], str]:
        """Return the steps, none where the file is damaged, which is then kept aside."""
        try:
            return self._read(), ""
        except JournalDamaged:
            aside = self._path.with_suffix(".damaged")
            self._path.replace(aside)
            return [], f"The undo journal was damaged: it is kept as {aside}, and a new one begins."

    def _read(self) -> list[Step]:
        try:
            document = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise JournalError(f"{self._path} cannot be read: {error.strerror or error}.") from None
        except (ValueError, RecursionError):
            raise self._damaged() from None
        try:
            root = Table(_object(document))
            if root.whole("version", 0) != _VERSION:
                raise self._damaged()
            return [_step(table) for table in root.tables("steps")]
        except (DocumentError, ValueError):
            raise self._damaged() from None

    def _damaged(self) -> JournalDamaged:
        what = "is damaged, or another version's"
        return JournalDamaged(f"The undo journal {self._path} {what}: nothing in it can be undone.")


def _resealed(step: Step, renewed: Renewed) -> Step:
    return replace(
        step,
        before=_with_sealed(step.before, renewed),
        after=None if step.after is None else _with_sealed(step.after, renewed),
    )


def _with_sealed(entry: CertificateEntry | CaEntry, renewed: Renewed) -> CertificateEntry | CaEntry:
    if isinstance(entry, CaEntry) or entry.passphrase is None or not is_sealed(entry.passphrase):
        return entry
    return replace(entry, passphrase=renewed(entry.passphrase, entry.id))


def _written(step: Step) -> dict[str, object]:
    return {
        "id": step.id,
        "at": step.at.isoformat(),
        "kind": step.kind,
        "place": step.place,
        "follower": step.follower,
        "lost": step.lost,
        "added": dict(step.added),
        "cas": [_values(ca)["ca"] for ca in step.cas],
        "before": _values(step.before),
        "after": None if step.after is None else _values(step.after),
    }


def _values(entry: CertificateEntry | CaEntry) -> dict[str, object]:
    if isinstance(entry, CertificateEntry) and is_clear(entry.passphrase):
        entry = replace(entry, passphrase=None)  # the net under `steps.taken`
    values = {key: value for key, value in asdict(entry).items() if value is not None}
    if isinstance(entry, CertificateEntry):
        if entry.added:
            values["added"] = entry.added.isoformat()
        if entry.seen:
            values["seen"] = {**asdict(entry.seen), "not_after": entry.seen.not_after.isoformat()}
    return {"ca": values} if isinstance(entry, CaEntry) else {"certificate": values}


def _step(table: Table) -> Step:
    said = Table({key: value for key, value in table.values.items() if value is not None}, table.where)
    kind = said.required("kind")
    if kind not in _KINDS:
        raise said.fault("kind", f"expected one of {', '.join(_KINDS)}")
    return Step(
        id=said.required("id"),
        at=datetime.fromisoformat(said.required("at")),
        kind=cast("Kind", kind),
        before=_entry(said.table("before")),
        after=_entry(said.table("after")) if "after" in said.values else None,
        place=said.whole("place", 0),
        follower=said.text("follower", None),
        lost=said.flag("lost", False),
        added=tuple((name, str(value)) for name, value in said.table("added").values.items()),
        cas=tuple(entries.ca(table) for table in said.tables("cas")),
    )


def _entry(table: Table) -> CertificateEntry | CaEntry:
    if "ca" in table.values:
        return entries.ca(table.table("ca"))
    values = dict(table.table("certificate").values)
    if isinstance(values.get("added"), str):
        values["added"] = datetime.fromisoformat(str(values["added"]))
    seen = values.get("seen")
    if isinstance(seen, dict):
        values["seen"] = {**seen, "not_after": datetime.fromisoformat(str(seen.get("not_after")))}
    return entries.certificate(Table(values, table.where))


def _object(document: object) -> dict[str, object]:
    if not isinstance(document, dict):
        raise DocumentError("", "expected an object")
    return document
