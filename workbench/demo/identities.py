"""The people of the lab and the certificate files each of them has."""

from __future__ import annotations

from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from workbench.demo.authorities import Authorities
from workbench.demo.authority import Order
from workbench.demo.issued import Issued, write_private
from workbench.nouns import dataclass

BOBS_PASSPHRASE = "open sesame"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFiles:
    """A client certificate of the lab and its files: a PEM pair, or a PKCS#12 with a passphrase."""

    name: str
    subject: str
    sha256: str
    not_after: datetime
    cert_file: Path | None = None
    key_file: Path | None = None
    pfx_file: Path | None = None
    passphrase: str | None = field(default=None, repr=False)

    def files(self) -> dict[str, str]:
        """Return what `workbench demo --headless` prints of it."""
        found = {
            "cert_file": self.cert_file,
            "key_file": self.key_file,
            "pfx_file": self.pfx_file,
            "passphrase": self.passphrase,
            "subject": self.subject,
            "sha256": self.sha256,
        }
        return {key: str(value) for key, value in found.items() if value is not None}


def write_all(folder: Path, authorities: Authorities) -> dict[str, IdentityFiles]:
    """Issue everybody's certificate and write it; in the order in which the entries are added."""
    now = datetime.now(UTC).replace(microsecond=0)
    insider, outsider = authorities.intermediate, authorities.another
    gone = Order(common_name="expired", not_before=now - timedelta(days=400), not_after=now - timedelta(days=35))
    soon = Order(common_name="stranger", not_after=now + timedelta(days=11, hours=12))
    people = (
        _pair(folder, "expired", insider.issue(gone)),
        _pair(folder, "stranger", outsider.issue(soon)),
        _pair(folder, "alice", insider.issue(Order(common_name="alice"))),
        _pkcs12(folder, "bob", insider.issue(Order(common_name="bob"))),
    )
    return {person.name: person for person in people}


def _pair(folder: Path, name: str, issued: Issued) -> IdentityFiles:
    cert, key = issued.write(folder, name)
    return replace(_identity(name, issued), cert_file=cert, key_file=key)


def _pkcs12(folder: Path, name: str, issued: Issued) -> IdentityFiles:
    path = folder / f"{name}.p12"
    write_private(path, issued.pkcs12(BOBS_PASSPHRASE, name))
    return replace(_identity(name, issued), pfx_file=path, passphrase=BOBS_PASSPHRASE)


def _identity(name: str, issued: Issued) -> IdentityFiles:
    return IdentityFiles(
        name=name,
        subject=issued.subject,
        sha256=issued.sha256,
        not_after=issued.certificate.not_valid_after_utc,
    )
