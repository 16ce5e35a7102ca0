"""The system's store of CAs. SSL_CERT_FILE and SSL_CERT_DIR take the place of its bundle and its folder.

As in OpenSSL each of the two stands for itself: naming a file does not take the folder away. What a variable names
and cannot be used is left out and said; something else in its place would trust more than was asked for.
"""

from __future__ import annotations

import os
import re
import ssl
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

import certifi

from workbench.certificates import files
from workbench.certificates.faults import MaterialError
from workbench.certificates.files import Stamp
from workbench.nouns import dataclass

FILE_VARIABLE: Final = "SSL_CERT_FILE"
FOLDER_VARIABLE: Final = "SSL_CERT_DIR"
_HASHED: Final = re.compile(r"[0-9a-f]{8}\.\d+")
_PEM: Final = re.compile(
    rb"-----BEGIN (?:TRUSTED )?CERTIFICATE-----.+?-----END (?:TRUSTED )?CERTIFICATE-----", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemStore:
    """Where the system keeps its CAs; `words` say it to people, `unread` what was left out (sentences).

    `folders` are hashed and read as they are needed; `native` is the store of Windows. `file_named` and
    `folders_named` say that a variable of the environment named them.
    """

    file: str | None = None
    folders: tuple[str, ...] = ()
    native: bool = False
    words: str = "system"
    stamp: Stamp | None = None  # of the file
    file_named: bool = False
    folders_named: bool = False
    unread: tuple[str, ...] = ()

    def __hash__(self) -> int:
        return hash((self.file, self.folders))


def store() -> SystemStore:
    """Find the system's store as the environment has it now; an empty one means certifi's."""
    file, folders = os.environ.get(FILE_VARIABLE, ""), os.environ.get(FOLDER_VARIABLE, "")
    own = _default()
    if not (file or folders):
        return own if own.file is None else _stamped(own, _look(own.file))
    looks = tuple(_look(path) for path in (file or own.file or "", *folders.split(os.pathsep)))
    return _named(file, folders, looks)


_Look = tuple[int, ...] | None


def _look(path: str) -> _Look:
    """Return what changes with a file or folder, its permissions too: looked at for every hop, so without a Path."""
    try:
        seen = os.stat(path)  # noqa: PTH116  a Path costs ten times as much
    except (OSError, ValueError):
        return None
    return seen.st_ctime_ns, seen.st_mtime_ns, seen.st_size, seen.st_ino, seen.st_mode


@lru_cache(maxsize=4)
def _stamped(known: SystemStore, look: _Look) -> SystemStore:
    del look  # another look, another stamp
    return replace(known, stamp=files.stamp(Path(known.file))) if known.file is not None else known


def load_into(context: ssl.SSLContext, known: SystemStore) -> None:
    """Make `context` trust the store; a folder is read when a chain needs it. Raise MaterialError."""
    if known.native:
        context.load_default_certs()
    for folder in known.folders:
        context.load_verify_locations(capath=folder)
    if known.file is None:
        return
    try:
        context.load_verify_locations(cafile=known.file)
    except OSError as error:  # ssl.SSLError is one
        path = Path(known.file)
        message = f"{files.shown(path)}{_by(known)} holds no certificate that can be read."
        raise MaterialError("no_certificate", message, "ca_file", path) from error


def ders(known: SystemStore) -> Iterator[bytes]:
    """Return every certificate of the store; takes 20 ms for 150 of them."""
    if known.native:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # create_default_context would obey SSLKEYLOGFILE
        context.load_default_certs()
        yield from context.get_ca_certs(binary_form=True)
    for folder in known.folders:
        for path in sorted(_hashed(folder)):
            yield from _decoded(_bytes(path))
    yield from file_ders(known)


def file_ders(known: SystemStore) -> tuple[bytes, ...]:
    """Return the certificates of the store's file alone."""
    return _file_ders(known.stamp) if known.stamp is not None else ()


@lru_cache(maxsize=2)
def _file_ders(stamp: Stamp) -> tuple[bytes, ...]:
    return tuple(_decoded(_bytes(stamp.path)))


@lru_cache(maxsize=1)
def _default() -> SystemStore:
    if sys.platform == "win32":
        return SystemStore(native=True)
    paths = ssl.get_default_verify_paths()
    # A hashed folder is read lazily, 0.9 ms instead of 19 ms for the bundle, which is then left out.
    if _is_hashed(Path(paths.openssl_capath)):
        return SystemStore(folders=(paths.openssl_capath,))
    if Path(paths.openssl_cafile).is_file():
        return SystemStore(file=paths.openssl_cafile)
    return SystemStore(file=certifi.where(), words="certifi (the system's store is empty)")


@lru_cache(maxsize=4)
def _named(file: str, folders: str, looks: tuple[_Look, ...]) -> SystemStore:
    default = _default()
    fault = _file_fault(file) if file else None
    named = tuple(folders.split(os.pathsep)) if folders else ()
    faults = {folder: why for folder in named if (why := _folder_fault(folder)) is not None}
    unread: tuple[str, ...] = (_left_out(FILE_VARIABLE, file, fault),) if fault is not None else ()
    unread += tuple(_left_out(FOLDER_VARIABLE, folder, why) for folder, why in faults.items())
    found = SystemStore(
        file=(file if fault is None else None) if file else default.file,
        folders=tuple(folder for folder in named if folder not in faults) if folders else default.folders,
        native=default.native,
        words=default.words,
        file_named=bool(file) and fault is None,
        folders_named=bool(folders),
        unread=unread,
    )
    return _stamped(found, looks[0])


def _file_fault(file: str) -> str | None:
    path = Path(file)
    if not path.exists():
        return "is not there"
    if not path.is_file():
        return "is not a file"
    return None if os.access(path, os.R_OK) else "may not be read by your account"


def _folder_fault(folder: str) -> str | None:
    path = Path(folder)
    if not path.exists():
        return "is not there"
    if not path.is_dir():
        return "is not a folder"
    if not os.access(path, os.R_OK | os.X_OK):
        return "may not be read by your account"
    return None if _is_hashed(path) else "holds no certificate under its hash (`openssl rehash` makes those names)"


def _left_out(variable: str, named: str, why: str) -> str:
    return f"{variable} names {files.shown(Path(named))}, which {why}; it was left out."


def _by(known: SystemStore) -> str:
    return f" ({FILE_VARIABLE})" if known.file_named else ""


def _is_hashed(folder: Path) -> bool:
    stamp = files.stamp(folder)
    return stamp is not None and _holds_hashed(stamp)


@lru_cache(maxsize=8)
def _holds_hashed(folder: Stamp) -> bool:
    return any(True for _ in _hashed(str(folder.path)))


def _hashed(folder: str) -> Iterator[Path]:
    try:
        yield from (entry for entry in Path(folder).iterdir() if _HASHED.fullmatch(entry.name))
    except OSError:  # not there, or not ours to read: then it holds nothing
        return


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # a link that leads nowhere, as removed packages leave them
        return b""


def _decoded(pem: bytes) -> Iterable[bytes]:
    for block in _PEM.findall(pem):
        try:
            yield ssl.PEM_cert_to_DER_cert(block.decode("ascii", "replace").replace("TRUSTED ", ""))
        except ValueError:  # not Base64
            continue
