"""Looks into the files of the lists, away from the UI's thread and a few at a time, and tells what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Final, Protocol

from textual.timer import Timer

from workbench.certificates import printed
from workbench.certificates.faults import MaterialError
from workbench.models import CaEntry, CertificateEntry, PeerCertificate
from workbench.screens import ca_words, rotated_files
from workbench.screens.ca_words import CaFile
from workbench.screens.desk import Desk
from workbench.settings.schema import ASK, is_command

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus

_AT_A_TIME: Final = 16
_PAUSE_SECONDS: Final = 0.05


class Reader(Protocol):
    """The screen that shows what is read."""

    @property
    def is_attached(self) -> bool:
        """Whether it is still there: reading ends with it."""

    def in_view(self) -> Sequence[str]:
        """Return the ids of the entries that are to be seen now; their files are read first."""

    def show_read(self, entries: Sequence[CertificateEntry]) -> None:
        """Show what became known of these."""

    def set_timer(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Call back later."""


class CertificateReading:
    """Knows the state of every entry it has read, until the entry or its passphrase changes."""

    def __init__(self, desk: Desk, reader: Reader) -> None:
        self._desk = desk
        self._reader = reader
        self._known: dict[str, EntryStatus] = {}
        self._waiting: dict[str, CertificateEntry] = {}
        self._reads = False

    def status(self, entry: CertificateEntry) -> EntryStatus | None:
        """Return what is known of an entry as it is now, None while it is being read."""
        known = self._known.get(entry.id)
        return known if known and known.entry == entry else None

    @property
    def unread(self) -> int:
        """How many entries still wait to be looked into."""
        return len(self._waiting)

    def read(self, entries: Iterable[CertificateEntry]) -> None:
        """Look into those that are not known yet; `show_read` is called as they become known."""
        self._waiting = {entry.id: entry for entry in entries if self.status(entry) is None}
        if not self._reads:
            self._read_some()

    def read_again(self, entry: CertificateEntry) -> None:
        """Forget what is known of an entry, whose passphrase may be another now, and look into it."""
        self._known.pop(entry.id, None)
        self.read([entry, *self._waiting.values()])

    def _read_some(self) -> None:
        # A few at a time, with pauses between: each file read takes the interpreter from the keys for a while.
        self._reads = self._reader.is_attached and bool(self._waiting)
        if self._reads:
            seen = [self._waiting[entry_id] for entry_id in self._reader.in_view() if entry_id in self._waiting]
            some = tuple(islice(seen or self._waiting.values(), _AT_A_TIME))
            self._desk.background(partial(statuses, self._desk, some), self._take)

    def _take(self, read: Mapping[str, EntryStatus]) -> None:
        for entry_id, status in read.items():
            self._known[entry_id] = status
            if self._waiting.get(entry_id) == status.entry:
                del self._waiting[entry_id]
        if not self._reader.is_attached:
            return
        self._reader.show_read([status.entry for status in read.values()])
        rotated_files.notice(self._desk, read.values())
        if len(self._waiting) > _AT_A_TIME:
            self._reader.set_timer(_PAUSE_SECONDS, self._read_some)
        else:
            self._read_some()


def chain(desk: Desk, entry: CertificateEntry) -> tuple[PeerCertificate, ...]:
    """Return the certificates that an entry's files hold, leaf first; does I/O and loads cryptography."""
    from workbench.certificates import checkup

    days = desk.settings.tls.expiry_warning_days
    files = (entry.cert_file, entry.key_file, entry.pfx_file)
    return checkup.inspect(*files, passphrase(desk, entry), datetime.now(UTC), days).chain


def passphrase(desk: Desk, entry: CertificateEntry) -> str | None:
    """Return an entry's passphrase, None where it has none or a person would have to be asked."""
    try:
        return desk.passphrases.of(entry)
    except MaterialError:
        return None


def passphrase_words(desk: Desk, entry: CertificateEntry) -> str:
    """Say how it stands with an entry's passphrase, never the passphrase."""
    if entry.passphrase is None:
        return "none"
    if entry.passphrase != ASK and not is_command(entry.passphrase):
        return "sealed on this machine"
    known = desk.passphrases.at_hand(entry) is not None
    if is_command(entry.passphrase):
        ran = "" if known else "  (not run in this session; a send does, p does it now)"
        return f"from a command: {printed.command_of(entry.passphrase)}{ran}"
    return "asked each session: " + ("entered" if known else "not entered yet, p enters it")


def ca_files(cas: Iterable[CaEntry]) -> dict[str, CaFile]:
    """Look into CA files, by their paths as typed; does I/O and loads cryptography."""
    return {path: ca_words.examine(path) for path in dict.fromkeys(ca.file for ca in cas)}


def statuses(desk: Desk, entries: Iterable[CertificateEntry]) -> dict[str, EntryStatus]:
    """Judge entries by their files, by id; does I/O and loads cryptography."""
    from workbench.certificates import checkup

    now, days = datetime.now(UTC), desk.settings.tls.expiry_warning_days
    return {entry.id: checkup.status(entry, passphrase(desk, entry), now, days) for entry in entries}
