"""A new sealing key: every sealed secret on the disk is sealed anew, then keys that nothing needs any more go.

    new key, durable ─▶ settings (and their copies) ─▶ undo journal ─▶ old keys removed

After each step everything can be opened, so that one may stop between any two. A secret that cannot be opened, its
key lost, stays as it is; a key that anything still mentions stays too. Texts are replaced where they stand in the
file: comments and order remain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from workbench import atomic, folders
from workbench.certificates.sealing import Sealer, SealingError, exchanged, is_sealed, key_of, mentions
from workbench.documents import DocumentError, parse
from workbench.folders import Folders
from workbench.settings import proxies, reading
from workbench.settings.schema import Settings
from workbench.settings.undo import Journal, JournalError

_WAIT: Final = 30.0  # seconds for another copy that reseals


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A secret that could not be opened, by the id of its entry or `http.proxy`, and why in words."""

    bound_to: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    """What was done: `sealed` are the ids of entries, and `http.proxy`; `journal` counts texts of the undo journal.

    `kept` are old keys that a file still mentions.
    """

    key: str
    sealed: tuple[str, ...] = ()
    journal: int = 0
    copies: tuple[Path, ...] = ()
    lost: tuple[Lost, ...] = ()
    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def reseal(places: Folders, sealer: Sealer) -> Resealed:
    """Do it; raises SettingsError, and then nothing is lost and no key is gone.

    The sealer must not look texts up in the settings: a step of the journal may hold an older passphrase.
    """
    path = places.settings_file
    reading.load(path)  # a wrong file is told before anything is done
    with reading.faults(path, "sealed anew"):
        folders.make(places.sealing)
        with atomic.locked(places.sealing / "reseal", timeout=_WAIT):
            return _Work(places, sealer).done()


@dataclass
class _Work:
    """One run under the lock; `_anew` are new texts by the old ones, the same for the same secret wherever it stands.

    The same: an undo step tells by its texts whether the entry was changed again since.
    """

    _places: Folders
    _sealer: Sealer
    _anew: dict[str, str] = field(default_factory=dict, repr=False)
    _known: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _lost: dict[str, Lost] = field(default_factory=dict, repr=False)

    def done(self) -> Resealed:
        key = self._sealer.renew()
        settings = self._settings()
        copies = tuple(copy for copy in self._copies() if self._copy(copy))
        known = set(self._anew)
        journal = self._journal()
        removed, kept = self._sweep(key)
        return Resealed(
            key=key,
            sealed=tuple(bound for text, bound in _sealed_in(settings) if text in known),
            journal=journal,
            copies=copies,
            lost=tuple(self._lost.values()),
            removed=removed,
            kept=kept,
        )

    def _settings(self) -> Settings:
        """Rewrite the settings under their lock; return them as they were."""
        path = self._places.settings_file
        folders.make(path.parent)
        with reading.faults(path, "written"), atomic.locked(path):
            found = reading.source(path)
            settings = reading.settings(path, found.values)
            for text, bound_to in _sealed_in(settings):
                self._seal(text, bound_to)
            self._write(path, found.data)
        return settings

    def _copies(self) -> Iterator[Path]:
        path = self._places.settings_file
        return (copy for copy in path.parent.glob(f"{path.name}.bak*") if copy.is_file())

    def _copy(self, path: Path) -> bool:
        """Rewrite a copy of the settings that was kept for its comments, as far as it can be understood."""
        data = path.read_bytes()
        with suppress(DocumentError, UnicodeDecodeError):
            settings = reading.settings(path, parse(data.decode("utf-8-sig")))
            for text, bound_to in _sealed_in(settings):
                with suppress(SealingError):  # what it cannot open keeps its key, and is nothing the settings miss
                    self._anew.setdefault(text, self._sealed(text, bound_to))
        return self._write(path, data)

    def _journal(self) -> int:
        journal = Journal(self._places.undo)
        count = 0

        def renewed(text: str, entry_id: str) -> str:
            nonlocal count
            with suppress(SealingError):
                self._anew.setdefault(text, self._sealed(text, entry_id))
            count += text in self._anew
            return self._anew.get(text, text)

        with suppress(JournalError):  # damaged: the keys it mentions stay
            journal.reseal(renewed)
        return count

    def _seal(self, text: str, bound_to: str) -> None:
        try:
            self._anew[text] = self._sealed(text, bound_to)
        except SealingError as error:
            self._lost[bound_to] = Lost(bound_to=bound_to, message=str(error))

    def _sealed(self, text: str, bound_to: str) -> str:
        if text in self._anew:
            return self._anew[text]
        secret = self._sealer.unseal(text, bound_to)
        if (bound_to, secret) not in self._known:
            self._known[bound_to, secret] = self._sealer.seal(secret, bound_to)
        return self._known[bound_to, secret]

    def _write(self, path: Path, data: bytes) -> bool:
        new = exchanged(data, self._anew)
        if new == data:
            return False
        atomic.write(path, new)
        return True

    def _sweep(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Remove the keys that no file mentions; return those removed, and those that stay beside the new one."""
        files = (self._places.settings_file, *self._copies(), *_beside(self._places.undo))
        needed = {mentioned for file in files for mentioned in _mentioned(file)}
        old = [key_id for key_id in self._sealer.key_ids() if key_id != key]
        removed = tuple(key_id for key_id in old if key_id not in needed)
        for key_id in removed:
            self._sealer.remove(key_id)
        return removed, tuple(key_id for key_id in old if key_id in needed)


def _sealed_in(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield every sealed text with what it is bound to."""
    for entry in settings.certificates:
        if entry.passphrase is not None and is_sealed(entry.passphrase):
            yield entry.passphrase, entry.id
    if text := proxies.sealed_text(settings.http.proxy):
        yield text, proxies.BOUND_TO


def _beside(path: Path) -> Iterator[Path]:
    """Yield the files of the undo journal: the one in use, and one that was kept since it was damaged."""
    return (file for file in path.parent.glob(f"{path.stem}.*") if file.is_file())


def _mentioned(path: Path) -> Iterator[str]:
    """Yield the ids of the keys that a file needs, by its bytes and by what they mean."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    yield from mentions(data)
    with suppress(DocumentError, UnicodeDecodeError):
        for text, _ in _sealed_in(reading.settings(path, parse(data.decode("utf-8-sig")))):
            if key_id := key_of(text):
                yield key_id
