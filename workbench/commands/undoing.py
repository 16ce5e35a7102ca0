"""The newest step of the undo journal, taken back for one command."""

from __future__ import annotations

from workbench.commands import opening, output
from workbench.commands.calls import Call
from workbench.commands.faults import CommandError
from workbench.models import CaEntry, CertificateEntry
from workbench.nouns import dataclass
from workbench.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """The entry as it was put back, the settings as they are saved, and both in words.

    Of an import there is no entry: `gone` are the ids, and the files of CAs, that it had added.
    """

    entry: CertificateEntry | CaEntry | None
    gone: tuple[str, ...]
    saved: Settings
    words: str


def show_import(back: TakenBack, *, as_json: bool) -> None:
    """Print that an import was taken back, with what went."""
    if as_json:
        output.document({"undone": "import", "removed": list(back.gone)})
    else:
        output.line(back.words)


def take_back(call: Call, kind: type[CertificateEntry] | type[CaEntry]) -> TakenBack:
    """Take the newest step of this kind back, and save; raises CommandError where there is none, or it cannot be."""
    from workbench.settings import steps
    from workbench.settings.undo import JournalError

    before = opening.settings(call)
    journal = opening.journal(call)
    try:
        step = journal.last(kind)
        if step is None:
            what = "certificate" if kind is CertificateEntry else "CA file"
            raise CommandError("nothing_to_undo", f"There is nothing to undo: no {what} was removed or changed.")
        undone = steps.undone(before, step)
        if undone.settings is None:
            journal.drop(step)
            raise CommandError("not_undone", undone.words)
        saved = opening.save(call, before, undone.settings, undoable=False)
        journal.drop(step)
    except JournalError as error:
        raise CommandError("undo_journal", str(error)) from error
    return TakenBack(entry=undone.entry, gone=undone.gone, saved=saved, words=undone.words)
