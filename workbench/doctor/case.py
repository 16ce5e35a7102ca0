"""What is examined: the HEAD, where it goes, and what was known of it before anything was sent."""

from __future__ import annotations

from datetime import datetime

from workbench import marks, masking
from workbench.certificates import checkup
from workbench.certificates.checkup import EntryStatus
from workbench.certificates.faults import MaterialError
from workbench.doctor import head
from workbench.engine import Ticket
from workbench.models import CertificateEntry, Hop, Origin, Terms
from workbench.nouns import dataclass
from workbench.settings.terms import terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """A certificate of ours, and its state as its files are now."""

    status: EntryStatus

    @property
    def issuers(self) -> tuple[str, ...]:
        """Who issued it and each of its issuers; of one that is only remembered, its own."""
        return self.status.issuers or ((self.status.issuer,) if self.status.issuer else ())

    @property
    def label(self) -> str:
        """What people call it."""
        return marks.label(self.status.entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One examination. `prepared` is the HEAD's hop with nothing sent; `target` is what a command may name it by.

    `said` are the options that a command has to say again, each with its value.
    `named` tells that a person named the certificate for this examination; `aside` is said of how it was taken.
    """

    ticket: Ticket
    origin: Origin
    prepared: Hop
    target: str
    now: datetime
    said: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[str, ...] = ()
    ours: Ours | None = None
    named: str | None = None
    aside: str = ""

    @property
    def is_secure(self) -> bool:
        """Whether there is TLS at all."""
        return self.origin.scheme == "https"

    @property
    def place(self) -> str:
        """Host and port for people and for commands."""
        host = f"[{self.origin.host}]" if ":" in self.origin.host else self.origin.host
        return f"{host}:{self.origin.port}"

    @property
    def verify(self) -> bool:
        """Whether the server's certificate is to be verified."""
        return self.terms.verify

    @property
    def terms(self) -> Terms:
        """How a connection is to be made: the request's word over the settings'."""
        return terms(self.ticket.request, self.ticket.settings, secure=self.is_secure)

    @property
    def anonymous(self) -> Ticket:
        """The same request without any certificate of ours."""
        return head.anonymous(self.ticket)

    def hidden(self, text: str) -> str:
        """Return a text with the secrets of this examination masked."""
        return masking.hidden(masking.url(text), self.ticket.secrets)


def read(ticket: Ticket, entry: CertificateEntry, now: datetime) -> Ours:
    """Read an entry's files; whatever is wrong with them stands in the state. Blocks."""
    try:
        passphrase = ticket.passphrases.of(entry)
    except MaterialError:
        passphrase = None
    return Ours(status=checkup.status(entry, passphrase, now, ticket.settings.tls.expiry_warning_days))
