"""The passphrase of a certificate in a form: what is known of it, and its command run once, at the save."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Final

from workbench.certificates.faults import MaterialError
from workbench.certificates.printed import Halt
from workbench.models import CertificateEntry
from workbench.nouns import dataclass
from workbench.screens import typed_certificate
from workbench.screens.desk import Desk
from workbench.screens.typed_certificate import TypedCertificate
from workbench.widgets.finding import Note

if TYPE_CHECKING:
    from workbench.certificates.checkup import Inspection

LOCKED: Final = ("needs_passphrase", "wrong_passphrase")
USELESS: Final = "the command gives no passphrase that opens the file."
RUNNING: Final = "running the command for the passphrase …  ^C stops it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What came of a command: a passphrase, or the words for why there is none."""

    passphrase: str | None = field(default=None, repr=False)
    fault: str | None = None


def known(desk: Desk, typed: TypedCertificate) -> str | None:
    """Return what opens the files: what is typed, else what is known of the entry that is edited; runs nothing."""
    entry = typed.entry
    if typed.passphrase or entry is None:
        return typed.passphrase or None
    try:
        return desk.passphrases.of(entry)
    except MaterialError:
        return None


def run(desk: Desk, entry: CertificateEntry, halt: Halt) -> Printed:
    """Run the command of an entry that is to be saved. Blocks."""
    try:
        return Printed(passphrase=desk.passphrases.ask(entry, halt))
    except MaterialError as fault:
        return Printed(fault=fault.message)


def note(typed: TypedCertificate, status: str, printed: Printed | None) -> Note | None:
    """Say under the command's field what came of it, None where there is nothing to say of it."""
    if typed.command and (fault := typed_certificate.missing(typed).get("command")):
        return fault
    if printed and printed.fault:
        return Note(text=printed.fault, tone="bad")
    match status:
        case "wrong_passphrase":
            return Note(text="What the command prints does not open the file.", tone="bad")
        case "needs_passphrase":
            return Note(text="The file is encrypted: the command is run when you save.", tone="plain")
        case _:
            return Note(text="What it prints opens the file.", tone="good") if printed else None


def is_locked(found: Inspection | None) -> bool:
    """Tell whether a file wants a passphrase, or another one."""
    return found is not None and found.status in LOCKED
