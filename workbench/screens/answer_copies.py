"""Parts of an answer copied: the value or the path of a line, the line, the whole body, a header, a cookie.

What holds control characters is copied in visible form, and said to be; a capital letter copies it as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from textual import events

from workbench import marks
from workbench.nouns import dataclass
from workbench.terminal import clipboard
from workbench.widgets.jump_line import JumpLine

if TYPE_CHECKING:
    from textual.widget import AwaitMount

    from workbench.bodies.json_place import Place
    from workbench.screens.answering import AnsweringScreen
    from workbench.widgets.body_view import BodyView
    from workbench.widgets.entry_sheet import EntrySheet

MOST: Final = 16 * 1024 * 1024
"""How many bytes are copied at most; more is to be saved."""

_BODY: Final = {"v": "value", "p": "path", "j": "jq path", "l": "line", "b": "whole body", "w": "all that is shown"}
_PLAIN: Final = {"l": "line", "b": "whole body", "w": "all that is shown"}
_ENTRY: Final = {"v": "value", "n": "name", "l": "both", "w": "all that is shown"}
_RAW: Final = "capitals: control characters too"
_MASKED: Final = "Masked, as it is shown: M shows what is masked, and then it is copied too."
_VISIBLE: Final = "Control characters are in visible form: V and L copy those of one entry as they came."
_OF_THE_RESULT: Final = "It leads through what is shown, which was made from the body, not through the body."
_CONTROLS: Final = "Its control characters are in visible form: a capital letter copies them as they came."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Copied:
    """What is to be copied and what is to be said of it, or why it is not."""

    text: str = ""
    remark: str = ""
    fault: str = ""


class CopyLine(JumpLine):
    """What can be copied here by one letter each; a capital means as it came."""

    PLACES = "Copy"

    def __init__(self, places: Mapping[str, str], copy: Callable[[str], None]) -> None:
        shown = dict(places)
        last = next(reversed(shown))
        shown[last] += f"  ({_RAW})"
        super().__init__(shown)
        self._copy = copy

    def on_key(self, event: events.Key) -> None:
        """Take a capital letter too, before the line looks whether it knows it."""
        if event.character and event.character.lower() in self._places:
            self._places[event.character] = self._places[event.character.lower()]

    def on_jump_line_chosen(self, event: JumpLine.Chosen) -> None:
        """Copy what was chosen."""
        event.stop()
        self._copy(event.letter)


def offer(stage: AnsweringScreen, body: BodyView) -> AwaitMount:
    """Ask what of the body to copy."""
    document = body.document
    is_json = document.kind == "json" and document.shape in ("pretty", "made")
    return stage.mount(CopyLine(_BODY if is_json else _PLAIN, partial(_copy_of_body, stage, body)))


def offer_entry(stage: AnsweringScreen, sheet: EntrySheet) -> AwaitMount:
    """Ask what of the header or the cookie at hand to copy."""
    return stage.mount(CopyLine(_ENTRY if sheet.chosen else {"w": _ENTRY["w"]}, partial(_copy_of_entry, stage, sheet)))


def _copy_of_body(stage: AnsweringScreen, body: BodyView, letter: str) -> None:
    work: dict[str, Callable[[], _Copied]] = {
        "v": partial(_value, body, body.cursor_line),
        "p": partial(_path, body, body.cursor_line, "json"),
        "j": partial(_path, body, body.cursor_line, "jq"),
        "l": partial(_line, body, body.cursor_line),
        "b": partial(_all_of_it, body, whole=True),
        "w": partial(_all_of_it, body, whole=False),
    }
    _take(stage, work[letter.lower()], raw=letter.isupper())


def _copy_of_entry(stage: AnsweringScreen, sheet: EntrySheet, letter: str) -> None:
    entry = sheet.chosen
    if letter.lower() == "w" or entry is None:
        all_of_it = _Copied(text=sheet.text, remark=_VISIBLE if letter.isupper() else "")
        _take(stage, lambda: all_of_it, raw=letter.isupper())
        return
    texts = {"v": entry.shown, "n": entry.name, "l": f"{entry.name}: {entry.shown}"}
    is_masked = letter.lower() != "n" and entry.shown != entry.value
    part = _Copied(text=texts[letter.lower()], remark=_MASKED if is_masked else "")
    _take(stage, lambda: part, raw=letter.isupper())


def _take(stage: AnsweringScreen, work: Callable[[], _Copied], *, raw: bool) -> None:
    def put(copied: _Copied) -> None:
        if copied.fault:
            stage.tell(f"Not copied. {copied.fault}", "warn")
        else:
            stage.desk.copy(copied.text, copied.remark)

    stage.desk.background(work if raw else lambda: _in_visible_form(work()), put)


def _in_visible_form(copied: _Copied) -> _Copied:
    text, is_changed = clipboard.in_visible_form(copied.text)
    return replace(copied, text=text, remark=" ".join(filter(None, (_CONTROLS if is_changed else "", copied.remark))))


def _value(body: BodyView, line: int) -> _Copied:
    from workbench.bodies import json_place

    place = _place(body, line)
    if isinstance(place, _Copied):
        return place
    if place.end - place.start > MOST:
        return _too_much(place.end - place.start)
    text = body.document.lines.encoding.text(body.document.lines.source.read(place.start, place.end))
    return _Copied(text=json_place.meant(json_place.outdented(text, place.indent)))


def _path(body: BodyView, line: int, language: str) -> _Copied:
    from workbench.bodies import json_place

    place = _place(body, line)
    if isinstance(place, _Copied):
        return place
    spell = json_place.jq_path if language == "jq" else json_place.json_path
    return _Copied(text=spell(place.steps), remark=_OF_THE_RESULT if body.shape == "made" else "")


def _place(body: BodyView, line: int) -> Place | _Copied:
    from workbench.bodies import json_layout, json_place
    from workbench.bodies.lines import Lines

    if json_layout.BARE in body.document.notes:
        return _Copied(fault="Neither path nor value can be told where line ends stand bare in strings.")
    lines = body.document.lines
    place = json_place.at(lines, line) if isinstance(lines, Lines) else None
    return place or _Copied(fault="No path can be told for this line.")


def _line(body: BodyView, line: int) -> _Copied:
    lines = body.document.lines
    start, end = lines.span(line)
    if end - start > MOST:
        return _too_much(end - start)
    return _Copied(text=lines.encoding.text(lines.source.read(start, end)))


def _all_of_it(body: BodyView, *, whole: bool) -> _Copied:
    lines = body.document.lines
    source, encoding = (body.body, body.encoding) if whole else (lines.source, lines.encoding)
    if source is None:
        return _Copied(fault=body.caveat)
    if len(source) > MOST:
        return _too_much(len(source))
    return _Copied(text=encoding.text(source.read(0, len(source))), remark=body.caveat)


def _too_much(size: int) -> _Copied:
    return _Copied(fault=f"{marks.size(size)} are too much to copy: S saves it to a file.")
