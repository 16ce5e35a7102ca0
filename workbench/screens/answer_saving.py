"""A body saved to a file of the person's: as it came, or as it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from workbench import marks
from workbench.bodies import file_names
from workbench.bodies.source import Readable
from workbench.nouns import dataclass
from workbench.screens import new_file
from workbench.screens.new_file import NewFile
from workbench.widgets.jump_line import JumpLine

if TYPE_CHECKING:
    from textual.widget import AwaitMount

    from workbench.models import Exchange
    from workbench.screens.answering import AnsweringScreen
    from workbench.screens.desk import Level
    from workbench.widgets.body_view import BodyView

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """Bytes that can be saved, what they are in words, and the name that is offered for their file."""

    words: str
    source: Readable
    name: str
    caveat: str


class SaveLine(JumpLine):
    """Asks which of the two to save."""

    PLACES = "Save"

    def __init__(self, parts: dict[str, _Part], save: Callable[[_Part], object]) -> None:
        super().__init__({letter: f"{part.words}, {marks.size(len(part.source))}" for letter, part in parts.items()})
        self._parts = parts
        self._save = save

    def on_jump_line_chosen(self, event: JumpLine.Chosen) -> None:
        """Go on with what was chosen."""
        event.stop()
        self._save(self._parts[event.letter])


def offer(stage: AnsweringScreen, body: BodyView) -> AwaitMount | None:
    """Ask what to save where there is a choice, then where."""
    exchange = stage.response.exchange
    if exchange is None or body.body is None:
        return None
    name = suggested(exchange)
    parts = {"b": _Part(words="the bytes as they came", source=body.body, name=name, caveat=body.caveat)}
    if body.document.shape in ("pretty", "made"):
        shown = body.document.lines.source
        shown_name = _shown_name(name, body.document.kind)
        parts["s"] = _Part(words="what is shown", source=shown, name=shown_name, caveat=body.caveat)
    if len(parts) == 1:
        return _ask(stage, parts["b"])
    return stage.mount(SaveLine(parts, partial(_ask, stage)))


def suggested(exchange: Exchange) -> str:
    """Return a harmless name for the body of an exchange."""
    response = exchange.response
    url = exchange.hops[-1].request.url if exchange.hops else ""
    return file_names.suggested(url, response.headers if response else ())


def _shown_name(name: str, kind: str) -> str:
    suffix = ".json" if kind == "json" else Path(name).suffix or ".txt"
    return f"{Path(name).stem}-shown{suffix}"


def _ask(stage: AnsweringScreen, part: _Part) -> AwaitMount:
    said = f"Saved {part.words}, {marks.size(len(part.source))}, in"
    wanted = NewFile(
        question=f"Save {part.words} as:",
        suggested=part.name,
        parts=partial(_pieces, part.source),
        begun=lambda: None,
        written=lambda path: stage.desk.tell(f"{part.caveat} {said} {path}.".lstrip(), _level(part)),
        failed=lambda why: stage.desk.tell(f"Not saved. {why}", "warning"),
    )
    return new_file.ask(stage, stage.desk, wanted)


def _level(part: _Part) -> Level:
    return "warning" if part.caveat else "info"


def _pieces(source: Readable) -> Iterator[bytes]:
    for start in range(0, len(source), _CHUNK):
        yield source.read(start, start + _CHUNK)
