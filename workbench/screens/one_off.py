"""What a pasted command lends to one request alone: an identity, trust, addresses. Never saved, gone with the program.

All of it is for the origin of the command's URL; where the URL becomes another, nothing of it follows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING, Final

from workbench import marks
from workbench.certificates import hosts
from workbench.certificates.hosts import HostError
from workbench.models import CertificateEntry, Choice, Origin, Request
from workbench.nouns import dataclass
from workbench.settings.schema import COMMAND_ID
from workbench.widgets.url_field import completed

if TYPE_CHECKING:  # loaded when they are wanted
    from workbench.certificates.passphrases import Passphrases
    from workbench.engine import Ticket

CHOICE: Final = Choice(by="command", value=f"id:{COMMAND_ID}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OneOff:
    """An identity, CA files and addresses for the requests to one origin."""

    origin: Origin
    entry: CertificateEntry | None = None
    passphrase: str | None = field(default=None, repr=False)
    ca_files: tuple[str, ...] = ()
    resolve: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str | None:
        """What there is of it; None where it is nothing."""
        parts = [f"the certificate {marks.file(self.entry)}"] if self.entry else []
        parts += ["a CA"] if self.ca_files else []
        parts += ["an address"] if self.resolve else []
        return " and ".join(parts) or None


def lent_to(one_off: OneOff | None, request: Request) -> OneOff | None:
    """Return what counts for a request: all of it at its own origin, nothing at another.

    The identity gives way to a certificate that the request names itself.
    """
    if one_off is None or _origin(request) != one_off.origin:
        return None
    return one_off if request.tls.certificate is None else replace(one_off, entry=None, passphrase=None)


def completing(ticket: Ticket, one_off: OneOff | None) -> Ticket:
    """Return a ticket with what is lent to its request in it, the passphrase of the identity remembered."""
    lent = lent_to(one_off, ticket.request)
    if lent is None:
        return ticket
    unlock(lent, ticket.passphrases)
    whole = replace(ticket, ca_files=lent.ca_files, resolve=lent.resolve)
    return whole if lent.entry is None else replace(whole, one_off=lent.entry, choice=CHOICE)


def unlock(one_off: OneOff, passphrases: Passphrases) -> None:
    """Let the session know the passphrase that came with the identity; without one, what was typed stays."""
    if one_off.entry is not None and one_off.passphrase is not None:
        passphrases.remember(one_off.entry.id, one_off.passphrase)


def _origin(request: Request) -> Origin | None:
    url = completed(request.url)
    if "{{" in re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]:
        return None  # what is put in before an @ could end the host there
    try:
        return hosts.origin(url)
    except HostError:
        return None
