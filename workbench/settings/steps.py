"""What a change of the settings took away, so that it can be brought back: pure, a Settings in and a Settings out.

A step belongs to one entry: removed, replaced (other files) or edited (anything else); or to all that one import
added. To undo one puts back what it changed and nothing else, and only where nobody has changed the same again since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Final, Literal, TypeVar

from workbench import marks
from workbench.models import CaEntry, CertificateEntry
from workbench.nouns import dataclass
from workbench.settings.schema import Settings, is_clear, new_id

Kind = Literal["removed", "replaced", "edited", "imported"]
_Entry = TypeVar("_Entry")

_FILES: Final = ("cert_file", "key_file", "pfx_file")
_QUIET: Final = ("enabled", "seen", "added")
"""What one key turns back, or the program notes by itself: no step of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One entry as it was and, unless it was removed, as it became.

    `follower` is the id of the certificate it stood before, None for the last; a CA has only its `place`.
    `lost` tells that its passphrase stood in clear and is therefore not kept here.
    Of an import `before` is the first entry; `added` has the id of each certificate with a print of what it was
    (`print_of`), and `cas` the CA files.
    """

    id: str
    at: datetime
    kind: Kind
    before: CertificateEntry | CaEntry
    after: CertificateEntry | CaEntry | None = None
    place: int
    follower: str | None = None
    lost: bool = False
    added: tuple[tuple[str, str], ...] = ()
    cas: tuple[CaEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The settings with a step taken back and the entry as it is then; or, with both None, why that is impossible.

    An import leaves no entry: `gone` are the ids, and the files of CAs, that it had added.
    """

    settings: Settings | None = None
    entry: CertificateEntry | CaEntry | None = None
    gone: tuple[str, ...] = ()
    words: str


def taken(before: Settings, after: Settings, saved: Settings) -> tuple[Step, ...]:
    """Return the steps from `before` to `after`; `saved` is what the file says since, its passphrases sealed."""
    kept = {entry.id: entry for entry in saved.certificates}
    return (*_certificates(before, after, kept), *_cas(before.cas, after.cas))


def imported(certificates: Sequence[CertificateEntry], cas: Sequence[CaEntry]) -> Step | None:
    """Return the step of an import that added these, as they are saved; None where it added nothing."""
    if not (certificates or cas):
        return None
    # Its passphrase is of no use here: the entry goes, it does not come back.
    first = replace(certificates[0], passphrase=None) if certificates else cas[0]
    return Step(
        id=new_id(),
        at=datetime.now(UTC).replace(microsecond=0),
        kind="imported",
        before=first,
        place=0,
        added=tuple((entry.id, print_of(entry)) for entry in certificates),
        cas=tuple(cas),
    )


def print_of(entry: CertificateEntry) -> str:
    """Return a short hash of what a person can change in an entry, but for its passphrase, which is sealed anew."""
    names = (item.name for item in fields(entry) if item.name not in (*_QUIET, "passphrase"))
    return hashlib.sha256(repr([getattr(entry, name) for name in names]).encode(errors="replace")).hexdigest()[:16]


def undone(settings: Settings, step: Step) -> Undone:
    """Take a step back in settings that are as the file is now."""
    if step.kind == "imported":
        return _taken_out(settings, step)
    match step.before:
        case CaEntry():
            return _ca_undone(settings, step, step.before)
        case CertificateEntry() if step.after is None:
            return _brought_back(settings, step, step.before)
        case CertificateEntry():
            return _put_back(settings, step, step.before)


def is_replacement(before: CertificateEntry, after: CertificateEntry) -> bool:
    """Tell whether an entry has other files now."""
    return any(getattr(before, name) != getattr(after, name) for name in _FILES)


def changed(before: CertificateEntry, after: CertificateEntry) -> tuple[str, ...]:
    """Return the fields in which a person made the two differ."""
    names = (item.name for item in fields(CertificateEntry) if item.name not in _QUIET)
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def called(entry: CertificateEntry | CaEntry) -> str:
    """Return what a sentence calls an entry."""
    return PurePath(entry.file).name if isinstance(entry, CaEntry) else marks.label(entry)


def _certificates(before: Settings, after: Settings, kept: dict[str, CertificateEntry]) -> Iterator[Step]:
    wanted = {entry.id: entry for entry in after.certificates}
    for place, entry in enumerate(before.certificates):
        now = wanted.get(entry.id)
        if now is entry or (now is not None and not changed(entry, now)):
            continue
        follower = before.certificates[place + 1].id if place + 1 < len(before.certificates) else None
        became = kept.get(entry.id, now) if now is not None else None
        safe = _without_clear(entry, now, became)
        yield Step(
            id=new_id(),
            at=datetime.now(UTC).replace(microsecond=0),
            kind="removed" if now is None else "replaced" if is_replacement(entry, now) else "edited",
            before=safe,
            after=became,
            place=place,
            follower=follower,
            lost=safe.passphrase is None and entry.passphrase is not None,
        )


def _without_clear(
    entry: CertificateEntry, now: CertificateEntry | None, became: CertificateEntry | None
) -> CertificateEntry:
    """Return an entry as it may be written down: a clear passphrase that stayed is sealed by now, else it goes."""
    if not is_clear(entry.passphrase):
        return entry
    stays = now is not None and became is not None and now.passphrase == entry.passphrase
    return replace(entry, passphrase=became.passphrase if stays and became else None)


def _cas(before: Sequence[CaEntry], after: Sequence[CaEntry]) -> Iterator[Step]:
    gone = [place for place, ca in enumerate(before) if _place_of(after, ca) is None]
    new = [ca for ca in after if _place_of(before, ca) is None]
    # One out and one in, none more and none fewer, is the form's doing: the same entry, said otherwise.
    edited = len(gone) == len(new) == 1 and len(before) == len(after)
    for place in gone:
        yield Step(
            id=new_id(),
            at=datetime.now(UTC).replace(microsecond=0),
            kind="edited" if edited else "removed",
            before=before[place],
            after=new[0] if edited else None,
            place=place,
        )


def _brought_back(settings: Settings, step: Step, entry: CertificateEntry) -> Undone:
    if any(other.id == entry.id for other in settings.certificates):
        return Undone(words=f"{called(entry)} is in the list already: nothing was changed.")
    ids = [other.id for other in settings.certificates]
    known = step.follower in ids if step.follower is not None else False
    place = ids.index(step.follower or "") if known else len(ids) if step.follower is None else step.place
    listed = _inserted(settings.certificates, place, entry)
    return Undone(
        settings=replace(settings, certificates=listed),
        entry=entry,
        words=f"{called(entry)} is back in its place.{_lost(step)}",
    )


def _put_back(settings: Settings, step: Step, before: CertificateEntry) -> Undone:
    current = next((entry for entry in settings.certificates if entry.id == before.id), None)
    if current is None:
        return Undone(words=f"{called(before)} was removed since: nothing was changed.")
    if not isinstance(step.after, CertificateEntry):
        return Undone(words=f"It is not known what {called(before)} became: nothing was changed.")
    names = changed(before, step.after)
    if any(getattr(current, name) != getattr(step.after, name) for name in names):
        was = f" Its files were {_files(before)}." if step.kind == "replaced" else ""
        return Undone(words=f"{called(current)} was changed again since, so nothing was changed.{was}")
    back = replace(current, **{name: getattr(before, name) for name in names})
    if step.kind == "replaced":
        back = replace(back, seen=before.seen)
    listed = tuple(back if entry is current else entry for entry in settings.certificates)
    what = f"has its old files again: {_files(back)}" if step.kind == "replaced" else "is as it was before the edit"
    return Undone(
        settings=replace(settings, certificates=listed), entry=back, words=f"{called(back)} {what}.{_lost(step)}"
    )


def _taken_out(settings: Settings, step: Step) -> Undone:
    """Take out what an import added, but for what was changed since."""
    prints = dict(step.added)
    there = [entry for entry in settings.certificates if entry.id in prints]
    gone = {entry.id for entry in there if print_of(entry) == prints[entry.id]}
    cas = [ca for ca in settings.cas if _place_of(step.cas, ca) is not None]
    if not (gone or cas):
        return Undone(words="What was imported was changed or removed since: nothing was changed.")
    kept = tuple(entry for entry in settings.certificates if entry.id not in gone)
    rest = tuple(ca for ca in settings.cas if ca not in cas)
    out = " and ".join(_counted(len(these), noun) for these, noun in ((gone, "certificate"), (cas, "CA file")) if these)
    changed_since = len(there) - len(gone)
    left = f" Not taken out, since changed: {_counted(changed_since, 'certificate')}." if changed_since else ""
    return Undone(
        settings=replace(settings, certificates=kept, cas=rest),
        gone=(*(entry.id for entry in there if entry.id in gone), *(ca.file for ca in cas)),
        words=f"The import is taken back: {out} out of the list.{left}",
    )


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _ca_undone(settings: Settings, step: Step, entry: CaEntry) -> Undone:
    if _place_of(settings.cas, entry) is not None:
        return Undone(words=f"{called(entry)} is in the list already: nothing was changed.")
    if not isinstance(step.after, CaEntry):
        listed = _inserted(settings.cas, step.place, entry)
        return Undone(settings=replace(settings, cas=listed), entry=entry, words=f"{called(entry)} is back.")
    place = _place_of(settings.cas, step.after)
    if place is None:
        return Undone(words=f"{called(step.after)} was changed again or removed since: nothing was changed.")
    back = replace(entry, enabled=settings.cas[place].enabled)  # trust that was switched off since stays off
    listed = (*settings.cas[:place], back, *settings.cas[place + 1 :])
    return Undone(
        settings=replace(settings, cas=listed), entry=back, words=f"{called(back)} is as it was before the edit."
    )


def _place_of(cas: Sequence[CaEntry], wanted: CaEntry) -> int | None:
    said = (wanted.file, wanted.host, wanted.port)
    return next((at for at, ca in enumerate(cas) if (ca.file, ca.host, ca.port) == said), None)


def _inserted(entries: Sequence[_Entry], place: int, entry: _Entry) -> tuple[_Entry, ...]:
    return (*entries[:place], entry, *entries[place:])


def _files(entry: CertificateEntry) -> str:
    return ", ".join(text for name in _FILES if (text := getattr(entry, name)))


def _lost(step: Step) -> str:
    return " Its passphrase stood in clear and was not written down: enter it again." if step.lost else ""
