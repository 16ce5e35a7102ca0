"""A list on its way into the settings: for each row what becomes of it, and why, before anything is saved.

Nothing here opens a file by itself or saves one.

    Listing ── arrivals(what is there, where the files are, how they are judged) ──▶ Arrivals
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path, PureWindowsPath
from typing import Final, Literal

from workbench.certificates import checkup, namesakes
from workbench.certificates.checkup import EntryStatus
from workbench.certificates.globs import SPECIAL
from workbench.certificates.hosts import authority
from workbench.interchange.precedence import differences
from workbench.interchange.rows import Listing, Precedence, Row
from workbench.models import CaEntry, CertificateEntry
from workbench.nouns import dataclass

Outcome = Literal["added", "there", "refused", "left out"]
Judge = Callable[[CertificateEntry, str | None], EntryStatus]
CaFault = Callable[[CaEntry], str]
"""Say why a file lends no trust where it is meant to, "" where it does."""
NameFault = Callable[[str], str | None]

ASK: Final = "ask"
_LOCKED: Final = frozenset({"needs_passphrase", "wrong_passphrase"})
_UNREAD: Final = frozenset({"file_missing", "file_unreadable"})
_UNUSABLE: Final = frozenset(
    {"file_missing", "file_unreadable", "no_key", "no_certificate", "key_mismatch", "unsupported", "wrong_passphrase"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is in the settings already, which folder relative paths count from, and how files are judged."""

    certificates: Sequence[CertificateEntry]
    cas: Sequence[CaEntry]
    folder: Path
    judge: Judge
    ca_fault: CaFault
    name_fault: NameFault
    now: datetime
    ask: bool = False  # store no passphrase
    strict: bool = False  # refuse entries whose files cannot serve


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A row and what becomes of it; `findings` are the check-up's, which never keep an entry out unless strict."""

    row: Row
    outcome: Outcome
    findings: tuple[str, ...] = ()

    @property
    def entry(self) -> CertificateEntry | None:
        """The entry, its paths as they are kept."""
        return self.row.entry

    def losing(self, loss: str) -> Arrival:
        """Return the arrival with one more thing that has no place here."""
        return replace(self, row=self.row.losing(loss))

    @property
    def is_whole(self) -> bool:
        """Whether all that the row says is in the settings after the import."""
        return self.outcome in ("added", "there") and not self.row.losses


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """All rows, in the file's order, and what is to be added, in the order in which it has to rank."""

    listing: Listing
    rows: tuple[Arrival, ...]
    certificates: tuple[CertificateEntry, ...]
    cas: tuple[CaEntry, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything in the file has its place in the settings."""
        return all(arrival.is_whole for arrival in self.rows)


def arrivals(listing: Listing, around: Surroundings) -> Arrivals:
    """Decide for each row; reads the files through `around.judge`, and changes nothing."""
    known = _Known.of(around, dead=listing.precedence == "first")
    found = [_arrival(row, around, known) for row in listing.rows]
    rows = _with_differences(found, listing.precedence, around.certificates)
    added = [each.row for each in rows if each.outcome == "added"]
    entries = [row.entry for row in added if row.entry]
    return Arrivals(
        listing=listing,
        rows=rows,
        certificates=tuple(entries[::-1] if listing.precedence == "first" else entries),
        cas=tuple(row.ca for row in added if row.ca),
    )


def ids(entries: Iterable[CertificateEntry]) -> dict[tuple[object, ...], str]:
    """Return the id of each entry by `identity`; of those that share one, the last one's."""
    return {identity(entry): entry.id for entry in entries}


def newcomers(
    arrived: Arrivals, before: Iterable[CertificateEntry], saved: Iterable[CertificateEntry]
) -> tuple[CertificateEntry, ...]:
    """Return what the import added as it is saved, and nothing that another program added meanwhile."""
    known, mine = {entry.id for entry in before}, {identity(entry) for entry in arrived.certificates}
    return tuple(entry for entry in saved if entry.id not in known and identity(entry) in mine)


@dataclass(slots=True, kw_only=True)
class _Known:
    """What is in the settings, and then in the rows before, found by what makes two of them the same."""

    dead: bool  # a row that says what an earlier one says is never reached there
    entries: dict[tuple[object, ...], CertificateEntry]
    hosts: dict[tuple[object, ...], list[CertificateEntry]]
    names: dict[str, list[CertificateEntry]]
    cas: set[tuple[object, ...]]
    rows: set[tuple[object, ...]]

    @classmethod
    def of(cls, around: Surroundings, *, dead: bool) -> _Known:
        hosts: dict[tuple[object, ...], list[CertificateEntry]] = {}
        names: dict[str, list[CertificateEntry]] = {}
        for entry in around.certificates:
            hosts.setdefault(_place(entry), []).append(entry)
            names.setdefault(entry.name or "", []).append(entry)
        return cls(
            dead=dead,
            entries={identity(entry): entry for entry in around.certificates},
            hosts=hosts,
            names=names,
            cas={(ca.file, ca.host, ca.port) for ca in around.cas},
            rows=set(),
        )

    def repeats(self, entry: CertificateEntry) -> bool:
        """Tell whether a row before says the same and is the one that counts; remember this one."""
        said = (*identity(entry), entry.enabled, entry.name, entry.ca_file)
        if self.dead and said in self.rows:
            return True
        self.rows.add(said)
        return False


def _with_differences(
    found: Sequence[Arrival], precedence: Precedence, before: Sequence[CertificateEntry]
) -> tuple[Arrival, ...]:
    """Add to each row for which hosts another one wins here, wherever in the list both come to stand."""
    rows = list(found)
    step = -1 if precedence == "first" else 1
    here = [at for at, each in enumerate(rows) if each.entry and each.entry.enabled and each.outcome != "refused"]
    entries = [entry for at in here if (entry := rows[at].entry)]
    old = {identity(entry): at for at, entry in enumerate(before)}
    places = [
        old.get(identity(entry), len(before) + len(rows) + step * at) for at, entry in zip(here, entries, strict=True)
    ]
    for one in differences(entries, precedence, places):
        if identity(entries[one.theirs])[2:] == identity(entries[one.ours])[2:]:
            continue
        at, winner = here[one.theirs], rows[here[one.ours]].row
        where = authority(one.origin.host, one.origin.port)
        why = _why(entries[one.theirs], entries[one.ours])
        rows[at] = rows[at].losing(f"There it is taken for {where}; here {winner.where} wins: {why}.")
    return tuple(rows)


def _why(theirs: CertificateEntry, ours: CertificateEntry) -> str:
    if SPECIAL.intersection(theirs.host) and not SPECIAL.intersection(ours.host):
        return "an exact host beats a pattern"
    if theirs.port == "*" and ours.port != "*":
        return "an exact port beats any port"
    return "it is later in the list"


def _arrival(row: Row, around: Surroundings, known: _Known) -> Arrival:
    if row.ca:
        return _ca_arrival(row, row.ca, around, known)
    if row.entry is None:
        return Arrival(row=row, outcome="left out")
    row, entry = _named(row, _located(row.entry, around.folder), around.name_fault)
    twin = known.entries.get(identity(entry))
    if twin is not None:
        return Arrival(row=replace(_like(row, entry, twin), entry=entry), outcome="there")
    if known.repeats(entry):
        return Arrival(row=replace(row, entry=entry).noted("The file says the same twice."), outcome="there")
    return _examined(row, entry, around, known)


def _ca_arrival(row: Row, ca: CaEntry, around: Surroundings, known: _Known) -> Arrival:
    lasting = replace(ca, file=_lasting(ca.file, around.folder) or ca.file)
    row = replace(row, ca=lasting)
    place = (lasting.file, lasting.host, lasting.port)
    if place in known.cas:
        return Arrival(row=row.noted("This CA is in the settings already."), outcome="there")
    known.cas.add(place)
    if fault := around.ca_fault(lasting):
        return Arrival(row=row, outcome="refused", findings=(fault,))
    return Arrival(row=row, outcome="added")


def _located(entry: CertificateEntry, folder: Path) -> CertificateEntry:
    return replace(
        entry,
        cert_file=_lasting(entry.cert_file, folder),
        key_file=_lasting(entry.key_file, folder),
        pfx_file=_lasting(entry.pfx_file, folder),
        ca_file=_lasting(entry.ca_file, folder),
    )


def _lasting(path: str | None, folder: Path) -> str | None:
    if path is None or path.startswith(("~", "$", "%")) or PureWindowsPath(path).is_absolute():
        return path
    return str(folder / path)


def _named(row: Row, entry: CertificateEntry, fault: NameFault) -> tuple[Row, CertificateEntry]:
    name = (entry.name or "").strip() or None
    if name is None or not fault(name):
        return row, replace(entry, name=name)
    loss = "Its name cannot be one here (no colon, and not “none”): it has none."
    return row.losing(loss), replace(entry, name=None)


def identity(entry: CertificateEntry) -> tuple[object, ...]:
    """Return what two entries have in common that are for the same host and port with the same files."""
    port = 443 if entry.port is None else entry.port
    return entry.host, port, entry.cert_file, entry.key_file or entry.cert_file, entry.pfx_file


def _like(row: Row, entry: CertificateEntry, twin: CertificateEntry) -> Row:
    row = row.noted(f"id:{twin.id} is for this host with these files already.")
    if twin.enabled != entry.enabled:
        return row.losing(f"It is {_switched(entry)} in the file and {_switched(twin)} here, and stays so.")
    return row


def _switched(entry: CertificateEntry) -> str:
    return "on" if entry.enabled else "off"


def _examined(row: Row, entry: CertificateEntry, around: Surroundings, known: _Known) -> Arrival:
    bare = replace(entry, passphrase=None)
    secret = entry.passphrase if entry.passphrase != ASK and not _reserved(entry.passphrase) else None
    status = around.judge(bare, None)
    locked = bool(_LOCKED & _codes(status))
    if secret and locked:
        status = around.judge(bare, secret)
    row = row.noted(*_rivals(entry, known.hosts.get(_place(entry), ())))
    row, passphrase = _passphrase(row, entry.passphrase, _codes(status), around.ask, locked=locked)
    kept = replace(entry, passphrase=passphrase, added=around.now, seen=checkup.seen(status))
    if shared := namesakes.sentence(kept, known.names.get(kept.name or "", ()), lambda other: f"id:{other.id}"):
        row = row.noted(shared)
    asked = {"needs_passphrase", "wrong_passphrase"} if passphrase == ASK else set()
    findings = tuple(problem.message for problem in status.problems if problem.code not in asked)
    refused = around.strict and bool(_codes(status) & _UNUSABLE)
    return Arrival(row=replace(row, entry=kept), outcome="refused" if refused else "added", findings=findings)


def _passphrase(
    row: Row, given: str | None, codes: frozenset[str], ask: bool, *, locked: bool
) -> tuple[Row, str | None]:
    """Return the passphrase to keep: none for files that need none, as far as they can be read."""
    if not locked and not codes & _UNREAD:
        return row, None
    if _reserved(given):
        return row.losing("Its passphrase reads like a word of ours and cannot be kept: it is asked for."), ASK
    if "wrong_passphrase" in codes:
        return row.losing("The passphrase in the file is not the right one: it is asked for in each session."), ASK
    if given is None:
        return (row.noted("The passphrase is asked for in each session."), ASK) if locked else (row, None)
    if given == ASK:
        return row, ASK
    if ask:
        return row.noted("The passphrase in the file is not stored: it is asked for in each session."), ASK
    return row.noted("The passphrase in the file is taken over and sealed; it still stands there in clear."), given


def _reserved(passphrase: str | None) -> bool:
    """Tell whether a text would mean something else in the settings: never run what a foreign file says."""
    return passphrase is not None and passphrase.startswith(("command:", "sealed:"))


def _codes(status: EntryStatus) -> frozenset[str]:
    return frozenset(problem.code for problem in status.problems)


def _rivals(entry: CertificateEntry, others: Sequence[CertificateEntry]) -> Iterator[str]:
    rivals = [f"id:{other.id}" for other in others if other.enabled]
    if rivals and entry.enabled:
        verb = "is" if len(rivals) == 1 else "are"
        yield f"{', '.join(rivals)} {verb} for the same host: this one, added later, wins."


def _place(entry: CertificateEntry) -> tuple[object, ...]:
    return identity(entry)[:2]
