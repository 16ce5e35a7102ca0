"""All that one send needs, gathered before it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from workbench.certificates.passphrases import Passphrases
from workbench.models import CertificateEntry, Choice, Request
from workbench.nouns import dataclass
from workbench.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A request, the settings it is sent under, and what was said for this one send.

    `choice` is the command's or the session's word on the certificate; the request's own pin stands in the request.
    `one_off` is an identity from files named for this send, chosen with `Choice(by="command", value="id:command")`.
    `resolve` goes over the settings' overrides; `proxy` is a URL or "none"; the body is written to `save_to`.
    `secrets` are those values among the variables that must not cross an origin.
    """

    request: Request
    settings: Settings
    passphrases: Passphrases
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)
    choice: Choice | None = None
    one_off: CertificateEntry | None = None
    ca_files: tuple[str, ...] = ()
    resolve: Mapping[str, str] = field(default_factory=dict)
    proxy: str | None = field(default=None, repr=False)
    save_to: Path | None = None

    @property
    def entries(self) -> tuple[CertificateEntry, ...]:
        """The entries the rules choose among."""
        return self.settings.certificates + ((self.one_off,) if self.one_off is not None else ())

    @property
    def word(self) -> Choice | None:
        """Whose word on the certificate counts: command, then the request's pin, then the session (contract §3.7)."""
        if self.choice is not None and self.choice.by == "command":
            return self.choice
        if self.request.tls.certificate is not None:
            return Choice(by="pin", value=self.request.tls.certificate)
        return self.choice
