"""The console in one file, HAR or NDJSON, all of it or what the filter leaves; written beside the UI's thread."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.content import Content
from textual.timer import Timer

from workbench.models import Exchange, LogEntry
from workbench.screens import new_file
from workbench.screens.desk import Desk
from workbench.screens.new_file import NewFile
from workbench.widgets.console import Console
from workbench.widgets.jump_line import JumpLine

if TYPE_CHECKING:
    from textual.screen import Screen

LOOK_SECONDS: Final = 0.4
_FORMS: Final = {"h": "HAR", "n": "NDJSON"}


def written(entries: Iterable[LogEntry], form: str) -> Iterator[bytes]:
    """Yield the file's bytes, an entry at a time."""
    if form == "NDJSON":
        yield from (f"{json.dumps(_record(entry))}\n".encode() for entry in entries)
        return
    from workbench.interchange import har

    sent: Iterator[Exchange] = (entry.exchange for entry in entries if entry.exchange)
    yield from (part.encode() for part in har.parts(sent))


class SaveLine(JumpLine):
    """Asks by a letter for the form; a capital is only what is listed, where that is not everything."""

    def __init__(self, saving: Saving, count: int, listed: int) -> None:
        narrower = {letter.upper(): name for letter, name in _FORMS.items()} if listed < count else {}
        super().__init__(_FORMS | narrower)
        self._saving = saving
        self._count = count
        self._listed = listed

    def on_jump_line_chosen(self, event: JumpLine.Chosen) -> None:
        """Go on with it."""
        event.stop()
        self._saving.ask(self._places[event.letter], only_listed=event.letter.isupper())

    def render(self) -> Content:
        """Return the question."""
        parts = [Content.styled(f"Save all {self._count:,}:", "bold"), *_letters("hn")]
        if self._listed < self._count:
            parts += [Content.styled(f"{self._listed:,} listed:", "bold"), *_letters("HN")]
        return Content("  ").join(parts)


class Saving:
    """Saves the entries of a console, one file at a time; secrets are masked."""

    def __init__(self, screen: Screen[Any], desk: Desk, console: Console) -> None:
        self._screen = screen
        self._desk = desk
        self._console = console
        self._timer: Timer | None = None
        self._done = self._sends = self._hops = 0

    def offer(self) -> None:
        """Ask for the form, unless a file is being written."""
        if self._timer:
            self._desk.tell("A file is being written: one at a time.", "warning")
        else:
            count = len(self._console.entries)
            self._screen.mount(SaveLine(self, count, self._console.count))

    def ask(self, form: str, *, only_listed: bool) -> None:
        """Ask for the file's name, and write what is there now."""
        entries = self._console.listed if only_listed else self._console.entries
        which = f"{len(entries):,} listed" if only_listed else f"all {len(entries):,}"
        wanted = NewFile(
            question=f"Save {which} as {form} in:",
            suggested=new_file.suggested("workbench", datetime.now(UTC), form.casefold()),
            parts=lambda: written(self._counted(entries), form),
            begun=partial(self._begin, len(entries)),
            written=lambda path: self._written(path, len(entries), form),
            failed=self._failed,
        )
        new_file.ask(self._screen, self._desk, wanted)

    def _counted(self, entries: Iterable[LogEntry]) -> Iterator[LogEntry]:
        """Count what is done, in the thread that writes, for the one that looks."""
        for self._done, entry in enumerate(entries):
            if exchange := entry.exchange:
                self._sends += 1
                self._hops += len(exchange.hops)
            yield entry

    def _begin(self, count: int) -> None:
        self._done = self._sends = self._hops = 0
        self._look(count)
        self._timer = self._console.set_interval(LOOK_SECONDS, partial(self._look, count))

    def _look(self, count: int) -> None:
        self._console.doing = f"saving, {self._done:,} of {count:,}"

    def _end(self) -> None:
        if self._timer:
            self._timer.stop()
        self._timer = None
        self._console.doing = ""

    def _written(self, path: Path, count: int, form: str) -> None:
        self._end()
        notices = count - self._sends
        if form == "NDJSON":
            self._desk.tell(f"Saved {_count(count, 'entry', 'entries')} as NDJSON, secrets masked, in {path}.")
            return
        left = f" {_count(notices, 'notice', 'notices')} of the app's left out: HAR has no place for them."
        told = f"Saved {_count(self._sends, 'send', 'sends')}, {_count(self._hops, 'request', 'requests')}, as HAR"
        self._desk.tell(f"{told}, secrets masked, in {path}.{left if notices else ''}")

    def _failed(self, why: str) -> None:
        self._end()
        self._desk.tell(f"Not saved. {why}", "warning")


def _record(entry: LogEntry) -> dict[str, object]:
    """Return a line: the exchange record, or what the app said."""
    from workbench import records

    if entry.exchange:
        return records.exchange_document(entry.exchange)
    return {"outcome": "notice", "started": records.timestamp(entry.at), "level": entry.level, "text": entry.text}


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _letters(letters: str) -> list[Content]:
    # What the capitals are short for stands before them: at 60 columns it has to.
    named = {letter: f" {_FORMS[letter]}" if letter in _FORMS else "" for letter in letters}
    return [Content.assemble((letter, "bold reverse"), name) for letter, name in named.items()]
