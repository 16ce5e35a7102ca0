"""What each running copy is composing, kept so that nothing typed is lost, also to kill -9.

A copy keeps its draft in a file of its own and holds a lock beside it for as long as it runs; the system
lets go of the lock when the copy ends, however it ends. A draft whose lock can be taken belongs to nobody:
the next copy that starts makes the newest such draft its own.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from workbench import atomic, folders
from workbench.documents import DocumentError, Table
from workbench.models import Request
from workbench.nouns import dataclass
from workbench.visible import visible
from workbench.workspace.shape import request_of, values_of

_STALE_SECONDS = 24 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A request as it stood in the composer; `in_flight` is the method while it was being sent.

    `lent` says in words what a pasted command had lent to it, which no draft holds.
    """

    request: Request
    saved_at: datetime
    in_flight: str | None = None
    path: Path | None = None  # the request file it was opened from
    lent: str | None = None


class Drafts:
    """The draft of this copy, and those that others left; `close` when the copy ends."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / f"{os.getpid()}-{os.urandom(4).hex()}.json"
        self._lock: atomic.Lock | None = None

    def save(self, draft: Draft) -> None:
        """Keep this as the draft of this copy, in place of the one before; raises OSError."""
        self._hold()
        atomic.write(self._file, _encoded(draft))

    def restore(self) -> Draft | None:
        """Return the newest draft that no running copy holds, which is this copy's from now on; else None."""
        _sweep(self._folder)
        for file in _newest_first(self._folder):
            with suppress(OSError):  # one that cannot be reached is no reason not to start
                if draft := self._taken(file):
                    return draft
        return None

    def discard(self) -> None:
        """Forget the draft of this copy: there is nothing in it that is worth keeping."""
        self._file.unlink(missing_ok=True)

    def close(self) -> None:
        """Leave the draft to the next copy that starts."""
        if self._lock is None:
            return
        self._lock.release()
        self._lock = None
        if not self._file.exists():
            _lock_of(self._file).unlink(missing_ok=True)

    def _hold(self) -> None:
        if self._lock is None:
            folders.make(self._folder)
            self._lock = atomic.Lock.take(_lock_of(self._file))

    def _taken(self, file: Path) -> Draft | None:
        lock = atomic.Lock.take(_lock_of(file))
        if lock is None:
            return None
        try:
            return self._claimed(file)
        finally:
            lock.release()
            if not file.exists():
                _lock_of(file).unlink(missing_ok=True)

    def _claimed(self, file: Path) -> Draft | None:
        try:
            draft = _decoded(file.read_bytes())
        except FileNotFoundError:  # another copy was quicker
            return None
        except (DocumentError, ValueError, RecursionError):
            file.replace(file.with_suffix(".damaged"))
            return None
        with suppress(OSError):  # on a full disk it stays where it is, and is shown all the same
            self.save(draft)  # first kept twice, then once: never not at all
            file.unlink(missing_ok=True)
        return draft


def restored(draft: Draft, now: datetime) -> str:
    """Say that a draft is back, from when in local time, and what may have happened to it."""
    saved, today = draft.saved_at.astimezone(), now.astimezone()
    when = saved.strftime("%H:%M" if saved.date() == today.date() else "%Y-%m-%d %H:%M")
    said = [f"restored from {when}"]
    if draft.in_flight is not None:
        said.append(f"the {visible(draft.in_flight)} was in flight, result unknown")
    if draft.lent is not None:
        said.append(f"without what its curl command brought, {visible(draft.lent)}: paste it again")
    return "; ".join(said)


def _newest_first(folder: Path) -> Iterator[Path]:
    dated = []
    for file in folder.glob("*.json"):
        with suppress(FileNotFoundError):
            dated.append((file.stat().st_mtime_ns, file))
    return (file for _, file in sorted(dated, reverse=True))


def _lock_of(file: Path) -> Path:
    return file.with_suffix(".lock")


def _sweep(folder: Path) -> None:
    """Remove what killed copies left that is no draft: half-written files, and locks without a draft.

    A lock must be a day old: a copy that starts makes the file an instant before it holds it.
    """
    atomic.sweep(folder)
    for file in folder.glob("*.lock"):
        with suppress(OSError):
            if file.with_suffix(".json").exists() or time.time() - file.stat().st_mtime < _STALE_SECONDS:
                continue
            if lock := atomic.Lock.take(file):
                lock.release()
                file.unlink()


def _encoded(draft: Draft) -> bytes:
    return json.dumps(
        {
            "saved_at": draft.saved_at.isoformat(),
            "in_flight": draft.in_flight,
            "path": None if draft.path is None else str(draft.path),
            "lent": draft.lent,
            "request": values_of(draft.request),
        }
    ).encode()


def _decoded(data: bytes) -> Draft:
    values = json.loads(data)
    if not isinstance(values, dict):
        raise DocumentError("", "expected an object")
    said = Table({key: value for key, value in values.items() if value is not None})
    path = said.text("path", None)
    saved_at = datetime.fromisoformat(said.required("saved_at"))
    return Draft(
        request=request_of(said.table("request")),
        saved_at=saved_at if saved_at.tzinfo else saved_at.astimezone(),
        in_flight=said.text("in_flight", None),
        path=None if path is None else Path(path),
        lent=said.text("lent", None),
    )
