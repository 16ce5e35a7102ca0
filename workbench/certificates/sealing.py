"""Passphrases at rest: sealed with AES-256-GCM under a random key of this machine (contract §7).

    sealed:v1:KEYID:BASE64URL(nonce, ciphertext, tag)

The key is a file of 32 random bytes, KEYID.key, made once with mode 0600 in a folder of mode 0700; KEYID is a
hash of it, so a file that was cut short is not mistaken for a key. The newest key seals, every key opens; a text
whose key is gone was perhaps sealed anew by another copy of the program, and is looked up once more.

A passphrase is bound to the version, the key and the entry, so that it opens nowhere else. This protects a
settings file that leaks (dotfiles in git, a backup), not against someone who can read this account's files:
the key is one.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from workbench import atomic, folders

_VERSION = "v1"
_KEY_BYTES = 32
_NONCE_BYTES = 12  # NIST SP 800-38D §8.2.2
_SEALED = re.compile(r"sealed:v[0-9]+:")
_PARTS = re.compile(r"sealed:(v[0-9]+):([0-9a-f]{16}):([A-Za-z0-9_=-]*)")
_TOKEN = re.compile(_PARTS.pattern.encode("ascii"))
_LATER_NS = 1_000_000_000
_AGAIN = "enter the passphrase again"


class SealingError(Exception):
    """A passphrase that cannot be sealed, or one that cannot be opened here and has to be entered again."""


class _KeyGone(SealingError):
    """The key is not in the folder any more, or never was."""


def is_sealed(text: str) -> bool:
    """Tell whether text has the form of a sealed passphrase, of this version or a later one."""
    return _SEALED.match(text) is not None


def key_of(text: str) -> str | None:
    """Return the id of the key that sealed a text, None where it does not say."""
    found = _PARTS.fullmatch(text)
    return found[2] if found else None


def mentions(data: bytes) -> set[str]:
    """Return the ids of the keys whose sealed texts stand anywhere in a file."""
    return {token[2].decode("ascii") for token in _TOKEN.finditer(data)}


def exchanged(data: bytes, anew: Mapping[str, str]) -> bytes:
    """Return a file with these sealed texts replaced by others, and everything else as it stands."""

    def other(token: re.Match[bytes]) -> bytes:
        text = token[0].decode("ascii")
        return anew.get(text, text).encode("ascii")

    return _TOKEN.sub(other, data)


class Sealer:
    """Seals and opens passphrases with the keys in a folder; keys are read when used and never kept."""

    def __init__(self, folder: Path, renewed: Callable[[str], str | None] | None = None) -> None:
        """Use the keys in a folder; `renewed` returns what is sealed for an entry in the settings as they are now."""
        self._folder = folder
        self._renewed = renewed
        self._used: set[str] = set()

    def seal(self, clear: str, entry_id: str) -> str:
        """Return `clear` sealed for one entry; the first time this makes the folder and the key."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 57 ms, not at start-up

        key_id, key = self._current_key()
        self._used.add(key_id)
        nonce = os.urandom(_NONCE_BYTES)
        # Surrogates stand for bytes that were not UTF-8; an encoding error would carry the passphrase.
        data = clear.encode("utf-8", "surrogatepass")
        sealed = nonce + AESGCM(key).encrypt(nonce, data, _bound(key_id, entry_id))
        return f"sealed:{_VERSION}:{key_id}:{base64.urlsafe_b64encode(sealed).decode('ascii')}"

    def unseal(self, text: str, entry_id: str) -> str:
        """Return what was sealed for this entry; raise SealingError where that is impossible."""
        try:
            return self._opened(text, entry_id)
        except _KeyGone:
            again = self._renewed(entry_id) if self._renewed else None
            if again is None or again == text:
                raise
        return self._opened(again, entry_id)

    def has_key(self, text: str) -> bool:
        """Tell whether the key that sealed a text is here."""
        key_id = key_of(text)
        return key_id is not None and self._path(key_id).exists()

    def is_stranded(self, text: str) -> bool:
        """Tell whether this copy itself sealed the text, with a key that was changed and removed since."""
        return key_of(text) in self._used and not self.has_key(text)

    def renew(self) -> str:
        """Make a key that seals from now on, on the disk when this returns; return its id. Raises SealingError."""
        try:
            folders.make(self._folder)
            with atomic.locked(self._folder / "keys"):
                newest = max((path.stat().st_mtime_ns for path in self._keys()), default=0)
                key_id, _ = self._new_key()
                made = self._path(key_id)
                if made.stat().st_mtime_ns <= newest:  # a clock that was set back, or a coarse one
                    os.utime(made, ns=(newest, newest + _LATER_NS))
        except OSError as error:
            raise SealingError(f"No new key can be made in {self._folder}: {error.strerror or error}.") from None
        return key_id

    def key_ids(self) -> tuple[str, ...]:
        """Return the ids of all keys there are."""
        return tuple(path.stem for path in self._keys())

    def remove(self, key_id: str) -> None:
        """Remove a key that nothing needs any more; raises OSError."""
        self._path(key_id).unlink(missing_ok=True)

    def _opened(self, text: str, entry_id: str) -> str:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key_id, sealed = _read(text)
        key = self._key(key_id)
        try:
            data = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _bound(key_id, entry_id))
            return data.decode("utf-8", "surrogatepass")
        except (InvalidTag, ValueError):
            raise SealingError(f"The sealed passphrase was changed or is another entry's: {_AGAIN}.") from None

    def _current_key(self) -> tuple[str, bytes]:
        try:
            return self._newest_key() or self._made_key()
        except OSError as error:
            why = error.strerror or "unknown reason"
            raise SealingError(
                f"The passphrase was not sealed: the key in {self._folder} cannot be made or read ({why}); "
                f"put that right and {_AGAIN}, or have it asked for in each session."
            ) from None

    def _made_key(self) -> tuple[str, bytes]:
        """Make a key, unless another copy of the program has done so in the meantime."""
        folders.make(self._folder)
        with atomic.locked(self._folder / "keys"):
            found = self._newest_key()
            if found:
                return found
            return self._new_key()

    def _new_key(self) -> tuple[str, bytes]:
        key = os.urandom(_KEY_BYTES)
        key_id = _key_id(key)
        _write_new(self._path(key_id), key)
        return key_id, key

    def _newest_key(self) -> tuple[str, bytes] | None:
        for path in reversed(self._keys()):
            with suppress(FileNotFoundError):  # removed this instant, since there is a newer one
                key = _read_key(path)
                if key:
                    return path.stem, key
        return None

    def _keys(self) -> list[Path]:
        """Return the files of the keys, the newest last."""
        found = []
        for path in self._folder.glob("*.key"):
            with suppress(FileNotFoundError):
                found.append((path.stat().st_mtime_ns, path.name, path))
        return [path for _, _, path in sorted(found)]

    def _key(self, key_id: str) -> bytes:
        try:
            key = _read_key(self._path(key_id))
        except FileNotFoundError:
            raise _KeyGone(f"The key that sealed the passphrase is not on this machine: {_AGAIN}.") from None
        except OSError as error:
            why = error.strerror or "unknown reason"
            raise SealingError(
                f"The key that sealed the passphrase, {self._path(key_id)}, cannot be read ({why}): "
                f"put that right or {_AGAIN}."
            ) from None
        if key is None:
            raise SealingError(f"The key that sealed the passphrase is damaged: {_AGAIN}.")
        return key

    def _path(self, key_id: str) -> Path:
        return self._folder / f"{key_id}.key"


def _read(text: str) -> tuple[str, bytes]:
    """Take sealed text apart; the key's id is checked as it becomes a file's name."""
    found = _PARTS.fullmatch(text)
    if is_sealed(text) and not text.startswith(f"sealed:{_VERSION}:"):
        raise SealingError(f"The passphrase was sealed by a newer version of this program: {_AGAIN}.")
    try:
        sealed = base64.b64decode(found[3], altchars=b"-_", validate=True) if found else b""
    except ValueError:
        sealed = b""
    if not found or not sealed:
        raise SealingError(f"The sealed passphrase is damaged: {_AGAIN}.")
    return found[2], sealed


def _read_key(path: Path) -> bytes | None:
    """Return the key in a file, or None for one that was cut short or is not what its name says."""
    with path.open("rb") as file:
        key = file.read(_KEY_BYTES + 1)
    return key if len(key) == _KEY_BYTES and _key_id(key) == path.stem else None


def _write_new(path: Path, key: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    with suppress(OSError):  # Windows cannot flush a folder
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _key_id(key: bytes) -> str:
    return hashlib.sha256(b"workbench sealing key" + key).hexdigest()[:16]


def _bound(key_id: str, entry_id: str) -> bytes:
    return f"sealed:{_VERSION}:{key_id}:{entry_id}".encode("utf-8", "surrogatepass")
