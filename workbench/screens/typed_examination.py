"""A look into the files that are typed in the form for a certificate, and what it says under each field.

look, look_to_save (away from the UI's thread) ▶ Examined ▶ notes, useless
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from workbench.certificates.printed import Halt
from workbench.models import CertificateEntry
from workbench.nouns import dataclass
from workbench.screens import ca_words, certificate_findings, moved_files, passphrase_trial
from workbench.screens.ca_words import CaFile
from workbench.screens.desk import Desk
from workbench.screens.passphrase_trial import Printed
from workbench.screens.typed_certificate import FormField, TypedCertificate
from workbench.widgets.finding import Note

if TYPE_CHECKING:
    from workbench.certificates.checkup import Inspection
    from workbench.certificates.moved import Moved

FILE_FIELDS: Final[tuple[FormField, ...]] = ("cert", "key", "pfx", "passphrase", "ca")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a look into the files gave; `sealed` and `fault` are of a save."""

    number: int
    typed: TypedCertificate
    inspection: Inspection | None = None
    ca: CaFile | None = None
    sealed: str | None = None
    fault: str | None = None
    printed: Printed | None = None
    moved: tuple[Moved, ...] = ()


def notes(examined: Examined) -> dict[FormField, list[Note]]:
    """Return what stands under each field of a file, good or bad."""
    now = datetime.now(UTC)
    told: dict[FormField, list[Note]] = {field: [] for field in FILE_FIELDS}
    if examined.inspection:
        told |= certificate_findings.under_fields(examined.inspection, examined.typed, now)
        if examined.typed.keeping == "command":
            said = passphrase_trial.note(examined.typed, examined.inspection.status, examined.printed)
            told["passphrase"] = [said] if said else []
    if examined.ca:
        before = examined.typed.entry.ca_file if examined.typed.entry else None
        told["ca"] = list(ca_words.notes(examined.ca, now, moved=examined.typed.ca == before))
    for field, found in told.items():
        found += moved_files.notes(examined.moved, field)
    return told


def useless(examined: Examined) -> str | None:
    """Return in words why what is in the form can serve no send, None where nothing stands in the way."""
    words = certificate_findings.useless(examined.inspection, examined.typed)
    if examined.printed and passphrase_trial.is_locked(examined.inspection):
        words = passphrase_trial.USELESS
    return words or (notes(examined)["ca"][0].text if examined.ca and examined.ca.fault else None)


def look(desk: Desk, typed: TypedCertificate, number: int) -> Examined:
    """Look into the files; does I/O and loads cryptography, but runs no command."""
    inspection = _inspected(desk, typed, passphrase_trial.known(desk, typed))
    ca = ca_words.examine(typed.ca) if typed.ca else None
    gone = [problem.code for problem in inspection.problems] if inspection else []
    moved = moved_files.of_form(desk, typed) if "file_missing" in [*gone, ca.code if ca else None] else ()
    return Examined(number=number, typed=typed, inspection=inspection, ca=ca, moved=moved)


def look_to_save(desk: Desk, typed: TypedCertificate, number: int, entry: CertificateEntry, halt: Halt) -> Examined:
    """Look into the files, seal a new passphrase, and run a command for it where the files want one."""
    from workbench.certificates.sealing import SealingError

    examined = look(desk, typed, number)
    if typed.keeping == "command" and passphrase_trial.is_locked(examined.inspection):
        printed = passphrase_trial.run(desk, entry, halt)
        inspection = _inspected(desk, typed, printed.passphrase) if printed.passphrase else examined.inspection
        return replace(examined, printed=printed, inspection=inspection)
    needless = examined.inspection is not None and examined.inspection.is_encrypted is False
    if not typed.passphrase or typed.keeping != "seal" or needless:
        return examined
    try:
        return replace(examined, sealed=desk.sealer.seal(typed.passphrase, entry.id))
    except SealingError as error:
        return replace(examined, fault=str(error))


def _inspected(desk: Desk, typed: TypedCertificate, passphrase: str | None) -> Inspection | None:
    if not (typed.cert or typed.key or typed.pfx):
        return None
    return certificate_findings.examine(typed, passphrase, datetime.now(UTC), desk.settings.tls.expiry_warning_days)
