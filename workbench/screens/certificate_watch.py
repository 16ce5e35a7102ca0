"""Keeps the certificate line true: chosen again at every key, its files looked into when the keys pause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from workbench.models import CertificateEntry, Problem, Request
from workbench.nouns import dataclass
from workbench.screens.desk import Desk
from workbench.screens.one_off import OneOff
from workbench.settings.schema import ASK
from workbench.widgets.certificate_line import NO_URL, CertificateLine

if TYPE_CHECKING:
    from workbench.certificates.selection import Index

PAUSE_SECONDS: Final = 0.3


_UNUSABLE: Final = 0
_ASKED_FOR: Final = 7  # a form asks for it when it is sent; until then its dates matter more
_RANKS: Final = {
    "expired": 1,
    "not_yet_valid": 1,
    "withheld": 2,
    "foreign_issuer": 2,
    "refused": 2,
    "asked": 2,
    "host_header_on_address": 3,
    "overruled": 3,
    "server_certificate": 4,
    "no_client_auth": 5,
    "expires_soon": 6,
    "weak_key": 7,
    "weak_signature": 7,
    "chain_gap": 7,
    "key_readable_by_others": 7,
}
"""Which finding is said first: one that keeps the send back, then one that a server would mind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """What an entry's files say of it now: `issuers` are those of the whole chain."""

    entry: CertificateEntry
    problems: tuple[Problem, ...]
    issuers: tuple[str, ...] = ()
    sha256: str | None = None


class CertificateWatch:
    """Follows a request on behalf of a `CertificateLine`."""

    def __init__(self, desk: Desk, line: CertificateLine) -> None:
        self._desk = desk
        self._line = line
        self.one_off: OneOff | None = None
        self._index: Index | None = None
        self._timer: Timer | None = None
        self._judged: _Judged | None = None
        self._of_request: tuple[Problem, ...] = ()

    def entries_changed(self, request: Request) -> None:
        """Choose again among the entries as they are now, and look into the winner's files."""
        self._index = None
        self.follow(request)
        self.look_again()

    @property
    def index(self) -> Index:
        """The entries, ready for choosing."""
        from workbench.certificates import selection

        if self._index is None:
            self._index = selection.index(self._desk.settings.certificates)
        return self._index

    def follow(self, request: Request) -> None:
        """Choose for the request as it stands now."""
        if not request.url.strip():
            self._line.selection, self._line.words_instead = None, NO_URL
            return
        from workbench.screens import header_host, identity
        from workbench.screens.live_certificate import live

        found = live(request, self.index, self._desk.choice, one_off=self.one_off)
        before, after = self._line.selection, found.selection
        self._line.words_instead = found.words
        self._line.selection = after
        entry = after.entry if after else None
        if entry is None or before is None or entry != before.entry:
            self._judged = None
            self._judge_soon(entry)
        self._of_request = (*header_host.problems(request), *identity.overruled(request, self._desk.choice))
        self._say()

    def look_again(self) -> None:
        """Look into the winner's files once more: they may have changed, and a server may have been met."""
        self._say()
        self._judge_soon(self._line.selection.entry if self._line.selection else None)

    def _judge_soon(self, entry: CertificateEntry | None) -> None:
        if self._timer:
            self._timer.stop()
        if entry is not None:
            self._timer = self._line.set_timer(PAUSE_SECONDS, partial(self._judge, entry))

    def _judge(self, entry: CertificateEntry) -> None:
        days = self._desk.settings.tls.expiry_warning_days
        self._desk.background(partial(_judged, self._desk, entry, days), self._show)

    def _show(self, judged: _Judged) -> None:
        chosen = self._line.selection
        if chosen and chosen.entry == judged.entry:
            self._judged = judged
            self._say()

    def _say(self) -> None:
        """Say everything there is to say before the request is sent, the gravest first."""
        found = (*self._of_request, *self._of_files(), *self._of_server())
        self._line.problems = tuple(sorted(found, key=self._rank))

    def _rank(self, problem: Problem) -> int:
        entry = self._line.selection.entry if self._line.selection else None
        if problem.code == "needs_passphrase" and entry and entry.passphrase == ASK:
            return _ASKED_FOR
        return _RANKS.get(problem.code, _UNUSABLE)

    def _of_files(self) -> tuple[Problem, ...]:
        return self._judged.problems if self._judged else ()

    def _of_server(self) -> Iterator[Problem]:
        """Yield what the server said of certificates when it was last spoken to."""
        chosen = self._line.selection
        server = self._desk.servers.at(chosen.host, chosen.port) if chosen else None
        if chosen is None or server is None or chosen.stop:
            return
        if chosen.entry is None and server.asked:
            yield Problem(code="asked", message=f"the server asks for one: {server.words}")
        elif self._judged and (objection := server.objection(self._judged.issuers, self._judged.sha256)):
            yield objection


def _judged(desk: Desk, entry: CertificateEntry, days: int) -> _Judged:
    """Open the entry's files as a send would; loads cryptography, which takes its time."""
    from workbench.certificates import checkup
    from workbench.certificates.faults import MaterialError
    from workbench.settings.schema import is_command

    found: tuple[Problem, ...] = ()
    try:
        passphrase = desk.passphrases.of(entry)
    except MaterialError as fault:
        # A command runs when it is sent, not while a URL is typed.
        found = () if is_command(entry.passphrase) else (Problem(code=fault.code, message=fault.message),)
        passphrase = None
    status = checkup.status(entry, passphrase, datetime.now(UTC), days)
    said = {problem.code for problem in found}
    problems = (*found, *(problem for problem in status.problems if problem.code not in said))
    return _Judged(entry=entry, problems=problems, issuers=status.issuers, sha256=status.sha256)
