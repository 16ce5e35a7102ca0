"""Files that are no longer where an entry says, and seem to be elsewhere: told with the command that takes them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Final

from workbench import marks
from workbench.commands import output
from workbench.models import CertificateEntry, Exchange
from workbench.settings.schema import COMMAND_ID
from workbench.visible import visible

if TYPE_CHECKING:
    from workbench.certificates.checkup import EntryStatus
    from workbench.certificates.moved import Moved
    from workbench.certificates.passphrases import Passphrases

_MOST: Final = 10
_OPTIONS: Final = {"cert_file": "--crt", "key_file": "--key", "pfx_file": "--pfx", "ca_file": "--ca"}


def tell(found: Iterable[EntryStatus], passphrases: Passphrases) -> None:
    """Say on stderr where missing files were found, for the first few entries that lost one."""
    losers = (status.entry for status in found if any(one.code == "file_missing" for one in status.problems))
    for entry in islice(losers, _MOST):
        if moved := _look(entry, passphrases):
            output.note(f"note: {hint(entry, moved)}")


def tell_of(exchange: Exchange, passphrases: Passphrases) -> None:
    """Say on stderr where the files of the certificate that kept a send back seem to be now."""
    last = exchange.hops[-1] if exchange.hops else None
    entry = last.selection.entry if last and last.failure and last.failure.problem == "file_missing" else None
    if entry and entry.id != COMMAND_ID and (moved := _look(entry, passphrases)):
        output.note(f"note: {hint(entry, moved)}")


def hint(entry: CertificateEntry, moved: tuple[Moved, ...]) -> str:
    """Return where an entry's files were found, and the command that puts them into it."""
    places = ", ".join(visible(one.path) + ("" if one.sure else " (by its name)") for one in moved)
    options = " ".join(f"{_OPTIONS[one.field]} {shlex.quote(one.path)}" for one in moved)
    return f"{marks.label(entry)} was found at {places}: workbench certs edit id:{entry.id} {visible(options)}"


def _look(entry: CertificateEntry, passphrases: Passphrases) -> tuple[Moved, ...]:
    from workbench.certificates import moved

    return moved.find(entry, passphrases.at_hand(entry))
