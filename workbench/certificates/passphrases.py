"""The passphrases of this session: opened from the settings, printed by a command, or entered once.

Each is kept in memory only, and forgotten at the end.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from workbench import marks
from workbench.certificates import printed, sealing
from workbench.certificates.faults import MaterialError
from workbench.certificates.printed import CommandFault, Halt
from workbench.certificates.sealing import Sealer, SealingError
from workbench.models import CertificateEntry
from workbench.visible import visible

Result = TypeVar("Result")

_EACH_SESSION: Final = "ask"
_LOCKED: Final = ("needs_passphrase", "wrong_passphrase")


class Passphrases:
    """Knows the passphrase of each entry; those entered or printed are kept in memory only, and shown nowhere.

    `of` asks nobody and runs nothing; `opened` runs the command of an entry that has one, for a send.
    """

    def __init__(self, sealer: Sealer, *, time_limit: float = printed.TIME_LIMIT) -> None:
        self._sealer = sealer
        self._time_limit = time_limit
        self._entered: dict[str, str] = {}
        self._printed: dict[tuple[str, str], str] = {}
        self._unsealed: dict[tuple[str, str], str] = {}
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    @property
    def sealer(self) -> Sealer:
        """What opens sealed texts; a proxy's password is one too."""
        return self._sealer

    def of(self, entry: CertificateEntry) -> str | None:
        """Return the entry's passphrase, None where it has none; what was entered comes first.

        Raises MaterialError `needs_passphrase` when a person or a command has to be asked.
        """
        known = self.at_hand(entry)
        if known is not None or entry.passphrase is None:
            return known
        if entry.passphrase == _EACH_SESSION:
            raise _asked(entry, "The passphrase is asked for once in each session: enter it.")
        if printed.is_command(entry.passphrase):
            command = visible(printed.command_of(entry.passphrase))
            raise _asked(entry, f"The passphrase comes from a command, which a send runs: {command}")
        try:
            secret = self._sealer.unseal(entry.passphrase, entry.id)
        except SealingError as error:
            raise _asked(entry, str(error)) from None
        self._unsealed[entry.id, entry.passphrase] = secret
        return secret

    def at_hand(self, entry: CertificateEntry) -> str | None:
        """Return what is in memory already, None where there is none or it has to be fetched; does no I/O."""
        entered = self._entered.get(entry.id)
        if entered is not None or entry.passphrase is None:
            return entered
        key = (entry.id, entry.passphrase)
        if printed.is_command(entry.passphrase):
            return self._printed.get(key)
        if sealing.is_sealed(entry.passphrase):
            return self._unsealed.get(key)
        return None if entry.passphrase == _EACH_SESSION else entry.passphrase

    def opened(self, entry: CertificateEntry, load: Callable[[str | None], Result], halt: Halt | None = None) -> Result:
        """Return what `load` makes of the entry's passphrase, running its command where it has one. Blocks.

        What a command prints is kept once it opened the files; when it no longer fits, the command runs once more.
        Raises MaterialError, also the one of `load`. Two that want the same entry take turns.
        """
        if self._entered.get(entry.id) is not None or not printed.is_command(entry.passphrase):
            return load(self.of(entry))
        halt = halt or Halt()
        with self._turn(entry.id):
            try:
                # Known from an earlier send, or not needed: files that are not encrypted open without.
                return load(self.at_hand(entry))
            except MaterialError as fault:
                if fault.code not in _LOCKED:
                    raise
            return self._load_printed(entry, load, halt)

    def remember(self, entry_id: str, passphrase: str) -> None:
        """Keep what a person entered until the program ends."""
        self._entered[entry_id] = passphrase

    def forget(self, entry_id: str) -> None:
        """Forget what is known of one entry: after it was edited, replaced or removed."""
        self._entered.pop(entry_id, None)
        for known in (self._printed, self._unsealed):
            for key in [key for key in known if key[0] == entry_id]:
                known.pop(key, None)

    def forget_all(self) -> None:
        """Forget everything."""
        for known in (self._entered, self._printed, self._unsealed):
            known.clear()

    def ask(self, entry: CertificateEntry, halt: Halt) -> str:
        """Run the entry's command and return the passphrase it prints; raises MaterialError. Blocks."""
        command = printed.command_of(entry.passphrase or "")
        try:
            return printed.read(command, halt, time_limit=self._time_limit)
        except CommandFault as fault:
            message = f"The command for the passphrase of {visible(marks.label(entry))} {fault}"
        raise _asked(entry, message)

    def learn(self, entry: CertificateEntry, passphrase: str) -> None:
        """Keep what the entry's command printed, now that it has opened the files."""
        self._printed[entry.id, entry.passphrase or ""] = passphrase

    def _load_printed(self, entry: CertificateEntry, load: Callable[[str | None], Result], halt: Halt) -> Result:
        self._printed.pop((entry.id, entry.passphrase or ""), None)
        secret = self.ask(entry, halt)
        try:
            result = load(secret)
        except MaterialError as fault:
            if fault.code != "wrong_passphrase":
                raise
            path = fault.path
        else:
            self.learn(entry, secret)
            return result
        raise _misprinted(entry, path)

    def _turn(self, entry_id: str) -> threading.Lock:
        with self._lock:
            return self._turns.setdefault(entry_id, threading.Lock())


def _misprinted(entry: CertificateEntry, path: Path | None) -> MaterialError:
    whose, command = visible(marks.label(entry)), visible(printed.command_of(entry.passphrase or ""))
    file = visible(str(path)) if path else "the file"
    message = f"What the command for the passphrase of {whose} prints does not open {file}: {command}"
    return MaterialError("wrong_passphrase", message, "passphrase", path)


def _asked(entry: CertificateEntry, message: str) -> MaterialError:
    file = entry.pfx_file or entry.key_file or entry.cert_file
    return MaterialError("needs_passphrase", message, field="passphrase", path=Path(file) if file else None)
