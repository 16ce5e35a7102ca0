"""Files of an entry that are gone, looked for near where they were: nothing is changed, a place is proposed.

Looked through are the folder the file was in, two levels deep, and folders beside it for a file of the same name;
never more than a few hundred files, and never a folder that is somebody else's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from cryptography import x509

from workbench.certificates import contents, files, names
from workbench.certificates.contents import Contents
from workbench.certificates.faults import MaterialError
from workbench.certificates.files import expand
from workbench.models import CertificateEntry
from workbench.nouns import dataclass

MovedField = Literal["cert_file", "key_file", "pfx_file", "ca_file"]
Verdict = Literal["sure", "likely", "no"]
_FIELDS: Final[tuple[MovedField, ...]] = ("pfx_file", "cert_file", "key_file", "ca_file")
_MOST: Final = 300
_DEPTH: Final = 2
_LARGEST: Final = 256 * 1024
_TOP_LEVELS: Final = 3  # "/", "/home" and the like are nobody's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A field whose file is gone, and where it seems to be now, spelled as the old path was.

    `sure` tells that it is the same certificate, or the key of it; else only the name is the same.
    """

    field: MovedField
    path: str
    sure: bool


def find(entry: CertificateEntry, passphrase: str | None) -> tuple[Moved, ...]:
    """Return a new place for each file of an entry that is gone, as far as one is found; reads files."""
    found: list[Moved] = []
    leaf = _leaf(entry.cert_file, passphrase)
    for field in _FIELDS:
        text = getattr(entry, field)
        if not text or not _is_gone(expand(text)):
            continue
        moved = _Search(entry, leaf, passphrase).find(field, text)
        if moved is not None:
            found.append(moved)
            leaf = leaf or (_leaf(moved.path, passphrase) if field == "cert_file" else None)
    return tuple(found)


class _Search:
    def __init__(self, entry: CertificateEntry, leaf: x509.Certificate | None, passphrase: str | None) -> None:
        self._seen = entry.seen.sha256 if entry.seen else None
        self._leaf = leaf
        self._passphrase = passphrase

    def find(self, field: MovedField, text: str) -> Moved | None:
        """Return the first file that is surely it, else the first that only has its name."""
        old = expand(text)
        likely: Path | None = None
        for path in islice(_near(old), _MOST):
            verdict = self._judge(field, path, old)
            if verdict == "sure":
                return Moved(field=field, path=_spelled(path, text), sure=True)
            likely = likely or (path if verdict == "likely" else None)
        return Moved(field=field, path=_spelled(likely, text), sure=False) if likely else None

    def _judge(self, field: MovedField, path: Path, old: Path) -> Verdict:
        held = _held(path, self._passphrase)
        if held is None:
            return "no"
        named: Verdict = "likely" if path.name == old.name else "no"
        if field == "key_file":
            return self._of_key(held, named)
        if field == "ca_file":
            return named if held.certificates else "no"
        if (field == "pfx_file") is not (held.format == "pkcs12"):
            return "no"
        if self._seen and any(names.sha256(one) == self._seen for one in held.certificates):
            return "sure"
        return named if held.certificates or field == "pfx_file" else "no"

    def _of_key(self, held: Contents, named: Verdict) -> Verdict:
        if self._leaf is None or not held.keys:
            locked = any(fault.code in ("needs_passphrase", "wrong_passphrase") for fault in held.faults)
            return named if held.keys or locked else "no"
        public = names.public_key(self._leaf)
        return "sure" if any(stored.key.public_key() == public for stored in held.keys) else "no"


def _is_gone(path: Path) -> bool:
    try:
        return not path.exists()
    except (OSError, ValueError):
        return False


def _leaf(text: str | None, passphrase: str | None) -> x509.Certificate | None:
    held = _held(expand(text), passphrase) if text else None
    return held.certificates[0] if held and held.certificates else None


def _held(path: Path, passphrase: str | None) -> Contents | None:
    try:
        return contents.examine(files.read(path, "cert_file"), passphrase)
    except MaterialError:
        return None


def _near(old: Path) -> Iterator[Path]:
    """Yield files near a path that is gone: of its own name beside it first, then all that its folder holds."""
    yield from _of_same_name(old)
    if _is_ours(old.parent):
        yield from _within(old.parent, _DEPTH)


def _of_same_name(old: Path) -> Iterator[Path]:
    around = old.parent.parent
    beside = _folders(around) if len(around.parts) >= _TOP_LEVELS and _is_ours(around) else ()
    inside = _folders(old.parent) if _is_ours(old.parent) else ()
    for folder in (*inside, *beside):
        if _is_small_file(folder / old.name):
            yield folder / old.name


def _within(folder: Path, depth: int) -> Iterator[Path]:
    listed = _listed(folder)
    yield from (path for path in listed if _is_small_file(path))
    if depth > 1:
        for inner in listed:
            if _is_ours(inner):
                yield from _within(inner, depth - 1)


def _folders(folder: Path) -> Iterable[Path]:
    return [path for path in _listed(folder) if _is_ours(path)]


def _listed(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as listing:
            return sorted(Path(item.path) for item in islice(listing, _MOST) if not item.name.startswith("."))
    except OSError:
        return []


def _is_ours(folder: Path) -> bool:
    """Tell whether a folder is there, is no link, and belongs to this account, where accounts can be told apart.

    The root of the file system is nobody's own, whoever it belongs to: devices and the kernel's files stand in it.
    """
    try:
        if folder == folder.parent or folder.is_symlink() or not folder.is_dir():
            return False
        return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()
    except (OSError, ValueError):
        return False


def _is_small_file(path: Path) -> bool:
    try:
        # What the kernel makes up as it is read says to be empty: reading some of it waits for ever.
        return path.is_file() and 0 < path.stat().st_size <= _LARGEST
    except (OSError, ValueError):
        return False


def _spelled(path: Path, like: str) -> str:
    """Return a path with `~` where the old one had it."""
    home = Path("~").expanduser()
    if like.startswith("~") and path.is_relative_to(home):
        return str(Path("~") / path.relative_to(home))
    return str(path)
