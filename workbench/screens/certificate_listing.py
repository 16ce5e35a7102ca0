"""The entries of the list in the order in use: each becomes a row when it comes into view, and all are counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final

from workbench.certificates.ordering import Order, ordered
from workbench.models import CertificateEntry, Considered
from workbench.screens import certificate_rows
from workbench.settings import Settings
from workbench.visible import visible
from workbench.widgets.certificate_table import CertificateRow, Rows
from workbench.widgets.tone import Tone

if TYPE_CHECKING:  # loads cryptography
    from workbench.certificates.checkup import EntryStatus

Known = Callable[[CertificateEntry], "EntryStatus | None"]
"""What is known of an entry's files by now; None while they are unread."""
COLUMNS: Final[Mapping[Order, str]] = {"file": "rank", "expires": "days", "host": "host", "name": "name"}
WORDS: Final[Mapping[Order, str]] = {
    "file": "as in the file",
    "expires": "expires first",
    "host": "by host",
    "name": "by name",
}


class Listing(Rows):
    """One state of the list; `reasons` are by id, and stand in place of the dates while a URL is tested."""

    def __init__(
        self, settings: Settings, order: Order, known: Known, reasons: Mapping[str, Considered] | None = None
    ) -> None:
        self._ranks = {entry.id: rank for rank, entry in enumerate(settings.certificates, 1)}
        self._entries = ordered(settings.certificates, order, lambda one: certificate_rows.end(one, known(one)))
        self._ids = [entry.id for entry in self._entries]
        self._known = known
        self._reasons = reasons or {}
        self._now = datetime.now(UTC)
        self._warning_days = settings.tls.expiry_warning_days
        self._tones: dict[str, Tone] = {}
        self._counts: Counter[Tone] = Counter()
        self.judge(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, at: int) -> CertificateRow:
        entry = self._entries[at]
        rank = self._ranks[entry.id]
        if entry.id in self._reasons:
            return certificate_rows.tested(entry, rank, self._reasons[entry.id])
        return certificate_rows.row(entry, rank, self._known(entry), self._now, self._warning_days)

    def judge(self, entries: Iterable[CertificateEntry]) -> None:
        """Count these again: their files were looked into; one that is not listed any more is left out."""
        for entry in entries:
            if entry.id in self._ranks:
                _word, tone = certificate_rows.how_it_stands(entry, self._known(entry), self._now, self._warning_days)
                self._counts[self._tones.get(entry.id, "plain")] -= 1
                self._counts[tone] += 1
                self._tones[entry.id] = tone

    @property
    def counted(self) -> str:
        """How many there are, and how many of them want a look."""
        parts = [f"{len(self)} in all" if len(self) != 1 else "1"]
        if not self.tested:
            bad, warned = self._counts["bad"], self._counts["warn"]
            parts += [f"{bad} with a fault"] if bad else []
            parts += [f"{warned} to look at"] if warned else []
        return "  ".join(parts)

    @property
    def ids(self) -> Sequence[str]:
        """The ids, in the order of the rows."""
        return self._ids

    @property
    def tested(self) -> bool:
        """Whether the rows say why each entry wins or loses."""
        return bool(self._reasons)

    @cached_property
    def widths(self) -> tuple[int, int, int]:
        """How many cells the widest host, name and file would take."""
        return (
            max((len(visible(entry.host)) for entry in self._entries), default=0),
            max((len(visible(entry.name)) for entry in self._entries if entry.name), default=0),
            max((len(visible(certificate_rows.file_name(entry))) for entry in self._entries), default=0),
        )
