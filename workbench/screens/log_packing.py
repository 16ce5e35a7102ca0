"""Older sends of the log, packed: many alike take little together, and few of them are ever looked at again."""

from __future__ import annotations

import pickle
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final

from workbench.models import Exchange, LogEntry
from workbench.screens.log_weight import weigh

TOGETHER: Final = 32
_UNPACKED: Final = 64
_UNPACKED_BYTES: Final = 16 * 1024 * 1024
_OBJECTS: Final = 1200  # what an exchange takes beside its texts and bytes, where it shares the rest
_FAST: Final = 1

_Sends = tuple[Exchange | None, ...]


class Unpacked:
    """The bundles looked at last, as they were: a screen draws the same lines again and again."""

    def __init__(self) -> None:
        self._found: OrderedDict[Bundle, _Sends] = OrderedDict()
        self._lock = Lock()  # a file is written of them while the screen draws
        self.weight = 0
        """About how many bytes of memory they take."""

    def of(self, bundle: Bundle) -> _Sends:
        """Return what is in a bundle."""
        sends = self._found.get(bundle) or bundle.unpack()
        with self._lock:
            self.weight += 0 if bundle in self._found else bundle.unpacked
            self._found[bundle] = sends
            self._found.move_to_end(bundle)
            while len(self._found) > 1 and (len(self._found) > _UNPACKED or self.weight > _UNPACKED_BYTES):
                self.weight -= self._found.popitem(last=False)[0].unpacked
        return sends


class Bundle:
    """Some exchanges, pickled and compressed together: what they have in common is there once."""

    __slots__ = ("_data", "unpacked")

    def __init__(self, sends: _Sends) -> None:
        pickled = pickle.dumps(sends, pickle.HIGHEST_PROTOCOL)
        self._data = zlib.compress(pickled, _FAST)
        self.unpacked = len(pickled) + len(sends) * _OBJECTS
        """About how many bytes they take when they are unpacked."""

    def __len__(self) -> int:
        return len(self._data)

    def unpack(self) -> _Sends:
        """Return them, made anew."""
        sends: _Sends = pickle.loads(zlib.decompress(self._data))  # noqa: S301  our own, and never out of memory
        return sends


class PackedEntry(LogEntry):
    """An entry whose exchange is in a bundle, and equal to what it was whenever somebody asks for it."""

    __slots__ = ("_bundle", "_place", "_unpacked")
    _bundle: Bundle
    _place: int
    _unpacked: Unpacked

    @classmethod
    def of(cls, entry: LogEntry, bundle: Bundle, place: int, unpacked: Unpacked) -> PackedEntry:
        """Return an entry without its own exchange."""
        made = cls(at=entry.at, choice=entry.choice, text=entry.text, level=entry.level, gist=entry.gist)
        made._bundle, made._place, made._unpacked = bundle, place, unpacked
        return made

    @property
    def exchange(self) -> Exchange | None:
        """What was sent."""
        return self._unpacked.of(self._bundle)[self._place]


def packed(entries: Sequence[LogEntry], unpacked: Unpacked) -> tuple[list[LogEntry], int]:
    """Return the same entries with their exchanges in one bundle, and what each takes of it and of their gists."""
    bundle = Bundle(tuple(entry.exchange for entry in entries))
    gists = {id(entry.gist): weigh(entry.gist.text) for entry in entries if entry.gist}
    return [
        entry if entry.exchange is None else PackedEntry.of(entry, bundle, place, unpacked)
        for place, entry in enumerate(entries)
    ], (len(bundle) + sum(gists.values())) // len(entries)
