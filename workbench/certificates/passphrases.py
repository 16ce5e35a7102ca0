"""The passphrases of this session: opened from the settings, or entered once and forgotten at the end."""

from __future__ import annotations

from pathlib import Path

from workbench.certificates import sealing
from workbench.certificates.faults import MaterialError
from workbench.certificates.sealing import Sealer, SealingError
from workbench.models import CertificateEntry

_EACH_SESSION = "ask"


class Passphrases:
    """Knows the passphrase of each entry; those entered are kept in memory only, and shown nowhere."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._entered: dict[str, str] = {}

    @property
    def sealer(self) -> Sealer:
        """What opens sealed texts; a proxy's password is one too."""
        return self._sealer

    def of(self, entry: CertificateEntry) -> str | None:
        """Return the entry's passphrase, None where it has none; what was entered comes first.

        Raises MaterialError `needs_passphrase` when a person has to be asked.
        """
        entered = self._entered.get(entry.id)
        if entered is not None:
            return entered
        if entry.passphrase == _EACH_SESSION:
            raise _asked(entry, "The passphrase is asked for once in each session: enter it.")
        if entry.passphrase is None or not sealing.is_sealed(entry.passphrase):
            return entry.passphrase
        try:
            return self._sealer.unseal(entry.passphrase, entry.id)
        except SealingError as error:
            raise _asked(entry, str(error)) from None

    def remember(self, entry_id: str, passphrase: str) -> None:
        """Keep what a person entered until the program ends."""
        self._entered[entry_id] = passphrase

    def forget(self, entry_id: str) -> None:
        """Forget what was entered for one entry: after it was edited, replaced or removed."""
        self._entered.pop(entry_id, None)

    def forget_all(self) -> None:
        """Forget everything that was entered."""
        self._entered.clear()


def _asked(entry: CertificateEntry, message: str) -> MaterialError:
    file = entry.pfx_file or entry.key_file or entry.cert_file
    return MaterialError("needs_passphrase", message, field="passphrase", path=Path(file) if file else None)
