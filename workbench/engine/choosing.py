"""A hop's certificate: the rules' choice, loaded, or the reason why nothing may be sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

from cryptography import x509

from workbench import marks
from workbench.certificates import material, names, selection
from workbench.certificates.faults import MaterialError
from workbench.certificates.material import Identity
from workbench.certificates.printed import Halt
from workbench.engine.threads import in_thread
from workbench.engine.ticket import Ticket
from workbench.models import CertificateEntry, Choice, Failure, Origin, Seen, Selection
from workbench.nouns import dataclass
from workbench.tls.loading import IdentityRefused

ONE_OFF: Final = "id:command"
_REMEMBERED: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was selected for a hop, and its identity when one was and it could be loaded."""

    selection: Selection
    identity: Identity | None = None
    failure: Failure | None = None
    notes: tuple[str, ...] = ()  # that its files hold another certificate than they did


class Rulebook:
    """The entries, indexed once for as long as they stay the same, and what they said of each place so far."""

    def __init__(self) -> None:
        self._entries: tuple[CertificateEntry, ...] = ()
        self._index = selection.index(())
        self._lent: tuple[CertificateEntry, selection.Index] | None = None
        self._said: dict[tuple[Origin, Choice | None, Origin, str], Selection] = {}

    def select(self, ticket: Ticket, origin: Origin, own: Origin, url: str) -> Selection:
        """Apply the rules to one hop; `own` is the origin of the request's first hop."""
        word = ticket.word
        if ticket.one_off is not None and origin == own:
            return selection.select(origin, self._with(ticket.one_off, ticket), word, own, url=url)
        if ticket.one_off is not None and word is not None and word.value == ONE_OFF:
            word = None  # files named for this send count for the request's own origin only
        self._read(ticket.settings.certificates)
        place = (origin, word, own, url)
        if place not in self._said:
            self._said[place] = selection.select(origin, self._index, word, own, url=url)
        return self._said[place]

    def pinned(self, ticket: Ticket, origin: Origin, choice: Choice) -> Selection:
        """Apply one word to an origin as if the request began there; files named for one send do not count."""
        self._read(ticket.settings.certificates)
        return selection.select(origin, self._index, choice, origin)

    def _with(self, one_off: CertificateEntry, ticket: Ticket) -> selection.Index:
        """Return the entries with the one that is named for a send; kept for the next send with the same."""
        self._read(ticket.settings.certificates)
        if self._lent is None or self._lent[0] != one_off:
            self._lent = (one_off, selection.index(ticket.entries))
        return self._lent[1]

    def _read(self, entries: tuple[CertificateEntry, ...]) -> None:
        if entries is not self._entries:
            self._entries, self._index, self._lent = entries, selection.index(entries), None
            self._said.clear()
        elif len(self._said) >= _REMEMBERED:
            self._said.clear()


class Wallet:
    """Identities in memory, loaded again when a file or the passphrase changes."""

    def __init__(self) -> None:
        self._rules = Rulebook()
        self._loaded: dict[tuple[str | None, ...], Identity] = {}
        self._usable: dict[int, tuple[Selection, Identity, Selection]] = {}
        self._shown: dict[tuple[str | None, ...], x509.Certificate] = {}

    async def choose(self, ticket: Ticket, origin: Origin, own: Origin, url: str) -> Chosen:
        """Select and load; what stands in the way becomes a Failure, and nothing may be sent then."""
        return await self._taken(ticket, self._rules.select(ticket, origin, own, url))

    async def pinned(self, ticket: Ticket, origin: Origin, choice: Choice) -> Chosen:
        """Select and load what `choice` names for an origin, whoever is chosen for the request."""
        return await self._taken(ticket, self._rules.pinned(ticket, origin, choice))

    def forget(self) -> None:
        """Let go of every private key: an entry was withdrawn, and those that stand are loaded again when wanted."""
        self._loaded.clear()
        self._usable.clear()

    async def _taken(self, ticket: Ticket, selected: Selection) -> Chosen:
        if selected.stop is not None:
            return Chosen(selection=replace(selected, usable=False), failure=_stopped(selected.stop))
        if selected.entry is None:
            return Chosen(selection=selected)
        try:
            identity = await self._identity(ticket, selected.entry)
        except MaterialError as error:
            failure = unusable(selected.entry, error.message, error.code)
            return Chosen(selection=replace(selected, usable=False), failure=failure)
        usable = self._as_seen(selected, selected.entry, identity)
        return Chosen(selection=usable, identity=identity, notes=self._news(selected.entry, identity))

    def _news(self, entry: CertificateEntry, identity: Identity) -> tuple[str, ...]:
        """Say once that the entry's files hold another certificate than when they were used, or last seen."""
        place = (entry.id, entry.cert_file, entry.key_file, entry.pfx_file)
        known = self._shown.get(place)
        if known == identity.leaf:
            return ()
        if len(self._shown) >= _REMEMBERED:
            del self._shown[next(iter(self._shown))]
        self._shown[place] = identity.leaf
        before = known or entry.seen
        if before is None or (isinstance(before, Seen) and before.sha256 == identity.sha256):
            return ()
        return (f"{_new_file(before, identity)} ({marks.label(entry)}).",)

    def _as_seen(self, selected: Selection, entry: CertificateEntry, identity: Identity) -> Selection:
        """Return the selection as usable, with its entry as the files are now; the same for the same two."""
        known = self._usable.get(id(selected))
        if known is not None and known[0] is selected and known[1] is identity:
            return known[2]
        seen = Seen(subject=identity.subject, not_after=identity.not_after, sha256=identity.sha256)
        usable = replace(selected, usable=True, entry=replace(entry, seen=seen))
        if len(self._usable) >= _REMEMBERED:
            self._usable.clear()
        self._usable[id(selected)] = (selected, identity, usable)
        return usable

    async def _identity(self, ticket: Ticket, entry: CertificateEntry) -> Identity:
        known = self._current(entry, ticket.passphrases.at_hand(entry))
        if known is not None:
            return known
        halt = Halt()
        try:
            return await in_thread(lambda: ticket.passphrases.opened(entry, partial(self._load, entry), halt))
        finally:
            halt.stop()  # a cancel leaves the thread behind, but not the command it may be waiting for

    def _load(self, entry: CertificateEntry, passphrase: str | None) -> Identity:
        identity = self._current(entry, passphrase) or material.load(entry, passphrase)
        if len(self._loaded) >= _REMEMBERED:
            self._loaded.clear()
        self._loaded[_files(entry, passphrase)] = identity
        return identity

    def _current(self, entry: CertificateEntry, passphrase: str | None) -> Identity | None:
        known = self._loaded.get(_files(entry, passphrase))
        return known if known is not None and material.is_current(known) else None


def _files(entry: CertificateEntry, passphrase: str | None) -> tuple[str | None, ...]:
    return (entry.cert_file, entry.key_file, entry.pfx_file, passphrase)


def _new_file(before: x509.Certificate | Seen, identity: Identity) -> str:
    from workbench.certificates import renewal, rotation  # for the few sends that find one

    old = renewal.of_seen(before) if isinstance(before, Seen) else renewal.of_certificate(names.describe(before))
    new = renewal.of_certificate(names.describe(identity.leaf))
    return rotation.words(old, new, identity.stamps, datetime.now(UTC))


def refused_by_openssl(chosen: Chosen, error: IdentityRefused) -> Chosen:
    """Return the choice as unusable because OpenSSL will not load it."""
    entry = chosen.selection.entry
    failure = unusable(entry, str(error), "unsupported") if entry is not None else _stopped(str(error))
    return Chosen(selection=replace(chosen.selection, usable=False), failure=failure)


def unusable(entry: CertificateEntry, message: str, code: str) -> Failure:
    """Say that the entry that won cannot be used, and that nothing was sent."""
    return Failure(
        stage="certificate",
        kind="certificate_unusable",
        message=f"Your certificate ({called(entry)}) cannot be used: {message}",
        hint=f"Nothing was sent. {_remedy(code)}, or send once without a certificate.",
        certificate="ours",
        problem=code,
    )


def _remedy(code: str) -> str:
    return "Enter the passphrase" if code in ("needs_passphrase", "wrong_passphrase") else "Choose another file"


def called(entry: CertificateEntry) -> str:
    """Return what a sentence calls an entry: its name, else its id, else the file named for this send."""
    return marks.label(entry) if f"id:{entry.id}" == ONE_OFF else entry.name or entry.id


def _stopped(reason: str) -> Failure:
    return Failure(
        stage="certificate",
        kind="certificate_unusable",
        message=reason,
        hint="Nothing was sent. Choose a certificate that fits, or none.",
        certificate="ours",
    )
