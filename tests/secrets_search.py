"""A search for secrets in everything a session leaves or shows: files, their names, outputs, and its processes.

with Watching(folders) as seen:
    seen.outputs["send"] = …
assert found(needles(passphrase, key), seen) == []
"""

from __future__ import annotations

import base64
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, quote_plus

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_PAUSE_SECONDS = 0.02
_WINDOW = 20
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|.)|\s")


def needles(passphrase: str, key: ec.EllipticCurvePrivateKey) -> dict[str, bytes]:
    """Return what must be nowhere, by what it is: the passphrase and the private number in every usual writing."""
    number = key.private_numbers().private_value
    raw = number.to_bytes((key.key_size + 7) // 8, "big")
    der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    assert raw in der
    text = passphrase.encode()
    return {
        "passphrase": text,
        "passphrase in hex": text.hex().encode(),
        "passphrase in a URL": quote(passphrase, safe="").encode(),
        "passphrase in a form": quote_plus(passphrase).encode(),
        "passphrase in UTF-16": passphrase.encode("utf-16-le"),
        **_base64("passphrase", text, len(base64.b64encode(text)) - 8),
        "key": raw,
        "key in DER": der[:32],
        "key in hex": raw.hex().encode(),
        "key in HEX": raw.hex().upper().encode(),
        "key in OpenSSL's hex": raw.hex(":").encode()[:44],
        "key in decimal": str(number).encode(),
        **_base64("key", raw, _WINDOW),
    }


def _base64(name: str, data: bytes, width: int) -> dict[str, bytes]:
    """Return windows of the base64 of anything that holds `data`: it may begin at any of three places in a group."""
    windows = {}
    for shift in range(3):
        inner = base64.b64encode(bytes(shift) + data)[4:-4]
        for start in range(0, len(inner) - width + 1, width):
            windows[f"{name} in base64, {shift} {start}"] = inner[start : start + width]
    return windows


@dataclass
class Watching:
    """Looks at the folders at the end, and all the time at those named `fleeting` and at the processes started here."""

    folders: Sequence[Path]
    fleeting: Sequence[Path] = ()
    outputs: dict[str, bytes] = field(default_factory=dict)
    processes: set[bytes] = field(default_factory=set)
    passing: set[bytes] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __enter__(self) -> Watching:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_PAUSE_SECONDS):
            for process in _children(os.getpid()):
                for name in ("cmdline", "environ"):
                    with suppress(OSError):
                        self._keep(self.processes, Path(f"/proc/{process}/{name}").read_bytes())
            for _, data in _files(self.fleeting):
                self._keep(self.passing, data)

    def _keep(self, where: set[bytes], data: bytes) -> None:
        with self._lock:
            where.add(data)

    def until(self, mark: bytes) -> None:
        """Wait until this was seen in a process or a file that was there for a moment."""
        end = time.monotonic() + 5
        while True:
            with self._lock:
                if any(mark in data for data in (*self.processes, *self.passing)):
                    return
            assert time.monotonic() < end, "it was not seen"

    def places(self) -> Iterator[tuple[str, bytes]]:
        """Yield everything there is to search, by where it was."""
        yield from self.outputs.items()
        yield from _files(self.folders)
        for data in self.processes:
            yield f"a process, {data[:60]!r}", data
        for data in self.passing:
            yield "a file that was there for a moment", data


def found(wanted: Mapping[str, bytes], seen: Watching) -> list[str]:
    """Return what was found and where, also across lines and between a terminal's escape sequences."""
    pressed = {name: _ESCAPES.sub(b"", needle) for name, needle in wanted.items()}
    hits = []
    for place, data in seen.places():
        flat = _ESCAPES.sub(b"", data)
        for name, needle in wanted.items():
            if needle in data or pressed[name] in flat:
                hits.append(f"{name} in {place}")
    return hits


def _files(folders: Sequence[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            yield f"the name of {path}", str(path).encode("utf-8", "surrogateescape")
            with suppress(OSError):
                if path.is_file():
                    yield str(path), path.read_bytes()


def _children(process: int) -> Iterator[int]:
    """Yield the processes below one, as Linux lists them."""
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            for child in listed.read_text().split():
                yield int(child)
                yield from _children(int(child))
