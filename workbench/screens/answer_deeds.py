"""What can be done with an answer: found in, gone through, filtered, copied, saved, opened elsewhere.

A screen's keys (`answer_keys`) and the pane's own wishes come here as words.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from textual.widget import AwaitMount

from workbench.screens import answer_copies, answer_outside, answer_saving
from workbench.widgets.body_view import BodyView
from workbench.widgets.entry_sheet import EntrySheet
from workbench.widgets.fact_sheet import FactSheet
from workbench.widgets.find_line import FindLine, Wanted
from workbench.widgets.prompt_line import PromptLine

if TYPE_CHECKING:
    from workbench.bodies.document import Shape
    from workbench.screens.answering import AnsweringScreen

_NO_BODY = "There is no body, or not all of it yet."
_OF_A_PART: Final = ("find", "line", "copy")  # what can be done with what there is of a body that arrives


def do(stage: AnsweringScreen, deed: str) -> AwaitMount | None:
    """Do what a key stands for, on the body unless another tab has it too; return the question that is asked."""
    if stage.response.exchange is None:
        return None
    view = stage.response.active
    if deed in ("find", "copy") and isinstance(view, EntrySheet):
        return {"find": _narrow, "copy": answer_copies.offer_entry}[deed](stage, view)
    if deed == "copy" and isinstance(view, FactSheet):
        stage.desk.copy(view.text)
        return None
    body = stage.response.body()
    if body is not None and body is not view and view is not None and view.has_focus:
        stage.set_focus(body, scroll_visible=False)  # else the focus goes back to what is out of sight by then
    if body is None or (body.body is None and not (body.is_arriving and deed in _OF_A_PART)):
        stage.tell(_NO_BODY, "warn")
        return None
    if deed in _ACTS:
        _ACTS[deed](stage, body)
        return None
    return _QUESTIONS[deed](stage, body)


def _find(stage: AnsweringScreen, body: BodyView) -> AwaitMount:
    def find(wanted: Wanted) -> None:
        body.find(wanted.text, regex=wanted.is_expression)

    return stage.mount(FindLine(find))


def _narrow(stage: AnsweringScreen, sheet: EntrySheet) -> AwaitMount:
    return _ask(stage, "Show only:", sheet.narrow, answer=sheet.narrowed, hint="words; nothing shows all")


def _line(stage: AnsweringScreen, body: BodyView) -> AwaitMount:
    def go(answer: str) -> None:
        digits = answer.replace(",", "").replace("_", "").removesuffix("%")
        if not (digits.isascii() and digits.isdigit()):
            stage.tell(f'"{answer}" is no line: a number, or a share such as 50%.', "warn")
            return
        count, number = len(body.document.lines), int(digits[:12])
        if answer.endswith("%"):
            number = count * min(number, 100) // 100
        elif number > count and body.rows.knows(number - 1) and not body.is_arriving:
            stage.tell(f"There is no line {answer}: the last is {count:,}.", "accent")
        body.go_to_line(number)

    return _ask(stage, f"Line, 1 to {len(body.document.lines):,}:", go, hint="or a share: 50%")


def _filter(stage: AnsweringScreen, body: BodyView, start: str = "") -> AwaitMount:
    def take(answer: str) -> None:
        _filtered(stage, body, answer)

    return _ask(
        stage, "Filter:", take, answer=start or stage.response.filter_text, hint="$.items[*].name   | jq .items"
    )


def _command(stage: AnsweringScreen, body: BodyView) -> AwaitMount:
    before = stage.response.filter_text
    return _filter(stage, body, before if before.startswith("|") else "| ")


def _turn(shape: Shape, stage: AnsweringScreen, body: BodyView) -> None:
    if shape in body.shapes:
        body.turn(shape)
    else:
        stage.tell("There is no way known to lay out such a body.", "warn")


def _next_shape(stage: AnsweringScreen, body: BodyView) -> None:
    shapes = body.shapes
    at = shapes.index(body.shape) if body.shape in shapes else -1
    body.turn(shapes[(at + 1) % len(shapes)])


def _whole(stage: AnsweringScreen, body: BodyView) -> None:
    stage.response.filter_text = ""
    body.unmake()


def _filtered(stage: AnsweringScreen, body: BodyView, answer: str) -> None:
    from workbench.bodies import filtering

    stage.response.filter_text = answer
    if not answer.strip("| \t"):
        stage.response.filter_text = ""
        body.unmake()
        return
    wanted = filtering.wanted(answer, body.encoding.name)
    body.make(wanted.task, kind=wanted.kind, title=wanted.title)


def _ask(
    stage: AnsweringScreen, question: str, then: Callable[[str], None], answer: str = "", hint: str = ""
) -> AwaitMount:
    return stage.mount(PromptLine(question, then, answer=answer, hint=hint, takes_nothing=True))


_QUESTIONS: Final[dict[str, Callable[[AnsweringScreen, BodyView], AwaitMount | None]]] = {
    "find": _find,
    "line": _line,
    "filter": _filter,
    "command": _command,
    "copy": answer_copies.offer,
    "save": answer_saving.offer,
}
_ACTS: Final[dict[str, Callable[[AnsweringScreen, BodyView], None]]] = {
    "pretty": partial(_turn, "pretty"),
    "raw": partial(_turn, "raw"),
    "hex": partial(_turn, "hex"),
    "shape": _next_shape,
    "whole": _whole,
    "pager": partial(answer_outside.open_in, "pager"),
    "editor": partial(answer_outside.open_in, "editor"),
}
