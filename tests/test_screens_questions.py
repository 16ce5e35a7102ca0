"""The questions at the bottom of the composer: one at a time, about what one looks at, gone when one goes elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import AppBlur, AppFocus
from textual.pilot import Pilot

from tests.apps import composer, focused, go_to, sent, started, told, url_field
from tests.desks import shown, typed, until
from tests.test_screens_composer import write
from workbench.app import WorkbenchApp
from workbench.screens.palette import PaletteScreen
from workbench.widgets.body_view import BodyView
from workbench.widgets.jump_line import JumpLine
from workbench.widgets.prompt_line import PromptLine

pytestmark = pytest.mark.slow

MTLS = "mTLS: the right certificate"
SAVE = "Save the bytes as they came as:"
FIND = "Find text:"
METHOD = "Method:"


async def answered(app: WorkbenchApp, pilot: Pilot[None]) -> BodyView:
    """Have an answer with a body, and the focus on it."""
    await go_to(app, pilot, MTLS)
    await sent(app, pilot, "s")
    await pilot.press("ctrl+o", "r")
    await until(pilot, lambda: isinstance(app.screen.focused, BodyView))
    body = composer(app).response.body()
    assert body is not None
    return body


async def asked(app: WorkbenchApp, pilot: Pilot[None], question: str, *keys: str) -> None:
    """Press keys, and wait until just this question stands there, and has them from then on."""
    await pilot.press(*keys)
    await until(pilot, lambda: len(app.screen.query(PromptLine)) == 1 and focused(app).id == "prompt-answer")
    await pilot.pause()
    assert question in shown(app)


@pytest.mark.parametrize(("keys", "question"), [(("S", "b"), SAVE), (("slash",), FIND)])
async def test_a_question_takes_the_place_of_one_that_was_left(
    lab_home: Path, keys: tuple[str, ...], question: str
) -> None:
    async with started(lab_home) as (app, pilot):
        await answered(app, pilot)
        await asked(app, pilot, question, *keys)
        await asked(app, pilot, METHOD, "ctrl+l", "shift+tab", "enter")
        assert question not in shown(app)


async def test_a_question_asked_from_within_another_takes_its_place_and_gives_back_the_focus(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await answered(app, pilot)
        url = url_field(app).value
        await pilot.press("ctrl+n")
        await write(app, pilot, url)
        await sent(app, pilot, "enter")
        await pilot.press("ctrl+o", "r")
        await asked(app, pilot, SAVE, "S", "b")
        body = composer(app).response.body()
        await asked(app, pilot, "Save as:", "ctrl+s")
        assert SAVE not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query(PromptLine) and focused(app) is body)


async def test_the_places_shown_from_within_a_question_take_its_place(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        body = await answered(app, pilot)
        await asked(app, pilot, FIND, "slash")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen.focused, JumpLine) and not app.screen.query(PromptLine))
        await pilot.press("escape")
        await until(pilot, lambda: not app.screen.query(JumpLine) and focused(app) is body)


async def test_a_question_that_is_left_is_gone_and_nothing_is_done(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        body = await answered(app, pilot)
        await asked(app, pilot, "Line, 1 to", "L")
        await typed(pilot, "3")
        await pilot.press("ctrl+l")
        await until(pilot, lambda: not app.screen.query(PromptLine))
        assert focused(app) is url_field(app)
        assert body.cursor_line == 0


async def test_a_question_outlasts_the_palette_and_a_terminal_that_is_left(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        body = await answered(app, pilot)
        await asked(app, pilot, "Line, 1 to", "L")
        app.post_message(AppBlur())
        await until(pilot, lambda: app.screen.focused is None)
        await pilot.pause()
        app.post_message(AppFocus())
        await until(pilot, lambda: app.screen.focused is not None)
        app.action_command_palette()
        await until(pilot, lambda: isinstance(app.screen, PaletteScreen))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is composer(app))
        await typed(pilot, "3")
        await pilot.press("enter")
        await until(pilot, lambda: body.cursor_line == 2)


async def test_what_is_no_line_is_told_where_one_sees_it(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        body = await answered(app, pilot)
        await asked(app, pilot, "Line, 1 to", "L")
        await typed(pilot, "abc")
        await pilot.press("enter")
        await until(pilot, lambda: '"abc" is no line: a number, or a share such as 50%.' in shown(app))
        await asked(app, pilot, "Line, 1 to", "L")
        await typed(pilot, "999999999")
        await pilot.press("enter")
        count = len(body.document.lines)
        await until(pilot, lambda: told(app) == f"There is no line 999999999: the last is {count}.")
        assert told(app) in shown(app)
        assert body.cursor_line == count - 1
