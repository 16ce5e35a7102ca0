"""Undo in the lists: the newest step of the journal taken back, whichever copy made it, also after a restart."""

from __future__ import annotations

from workbench.models import CaEntry, CertificateEntry
from workbench.nouns import dataclass
from workbench.screens.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What came of it in words, and the entry as it is again; None where nothing was changed."""

    words: str
    entry: CertificateEntry | CaEntry | None = None


def take_back(desk: Desk, kind: type[CertificateEntry] | type[CaEntry]) -> TakenBack:
    """Take the newest step of this kind back, and save; one that nothing can be done with is forgotten."""
    from workbench.settings import steps
    from workbench.settings.undo import JournalError

    try:
        step = desk.journal.last(kind)
        if step is None:
            return TakenBack(words="There is nothing to undo.")
        # Saving no change at all brings what other copies wrote meanwhile.
        if not desk.change_settings(desk.settings, undoable=False):
            return TakenBack(words="Not undone: the console (F9) says why.")
        undone = steps.undone(desk.settings, step)
        if undone.settings is not None and not desk.change_settings(undone.settings, undoable=False):
            return TakenBack(words="Not undone: the console (F9) says why.")
        desk.journal.drop(step)
        desk.note(f"Undo: {undone.words}")
    except JournalError as error:
        desk.tell(str(error), "error")
        return TakenBack(words=str(error))
    if isinstance(undone.entry, CertificateEntry) and step.after is not None:
        desk.passphrases.forget(undone.entry.id)
    return TakenBack(words=undone.words, entry=undone.entry)
