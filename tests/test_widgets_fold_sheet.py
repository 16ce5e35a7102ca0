"""Facts that open: by keys and by mouse, near enough to be gone to, all of them in what is copied."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from workbench.widgets.fact_sheet import Fact
from workbench.widgets.fold_sheet import FoldSheet

pytestmark = pytest.mark.slow

FIELDS = (Fact(label="Version", value="TLS 1.3"), Fact(label="Foreign", value="[/bad]\x1b[2J"))
FACTS = (
    Fact(label="Server", value="verified"),
    Fact(label="→   0.0 ms", value="We offer " + "much " * 20, aside="ClientHello", more=FIELDS),
    Fact(label="←   1.0 ms", value="The server chooses", aside="ServerHello", more=FIELDS),
    *(Fact(label=f"Fact {number}", value="plain") for number in range(12)),
    Fact(label="", value="three algorithms", more=FIELDS),
)


class Host(App[None]):
    CSS = "FoldSheet { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield FoldSheet(FACTS)

    @property
    def sheet(self) -> FoldSheet:
        return self.query_one(FoldSheet)

    @property
    def lines(self) -> list[str]:
        return [self.sheet.render_line(y).text.rstrip() for y in range(self.sheet.size.height)]


@asynccontextmanager
async def running(size: tuple[int, int] = (50, 8)) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app = Host()
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        app.sheet.focus()
        await pilot.pause()
        yield app, pilot


async def test_a_closed_fact_is_one_line_and_its_label_stays() -> None:
    async with running() as (app, _):
        assert app.lines[1].startswith("> →   0.0 ms  We offer much")
        assert app.lines[1].endswith("…")
        assert app.lines[2] == "> ←   1.0 ms  The server chooses  ServerHello"


@pytest.mark.parametrize("key", ["enter", "space", "right"])
async def test_a_fact_opens_to_all_its_words_and_fields(key: str) -> None:
    async with running((50, 12)) as (app, pilot):
        await pilot.press("down", key)
        said = "\n".join(app.lines)
        assert app.lines[1].startswith("v →")
        assert said.count("much") == 20
        assert "    Version       TLS 1.3" in said
        assert "    Foreign       [/bad]^[[2J" in said


@pytest.mark.parametrize("key", ["enter", "space", "left"])
async def test_an_open_fact_closes(key: str) -> None:
    async with running((50, 12)) as (app, pilot):
        before = app.lines
        await pilot.press("down", "enter", key)
        assert app.lines == before


async def test_down_goes_from_one_fact_that_opens_to_the_next_and_scrolls_between() -> None:
    async with running() as (app, pilot):
        await pilot.press("down")
        assert app.sheet.cursor == 1
        await pilot.press("down")
        assert app.sheet.cursor == 2
        assert app.sheet.scroll_offset.y == 0
        await pilot.press("down")
        assert app.sheet.scroll_offset.y == 1
        await pilot.press(*["down"] * 8)
        assert app.sheet.cursor == 15
        await pilot.press(*["up"] * 12)
        assert app.sheet.cursor in (1, 2)


async def test_keys_open_what_is_in_view_even_when_the_cursor_is_not() -> None:
    async with running() as (app, pilot):
        await pilot.press("down", "end", "enter")
        assert app.sheet.cursor == 15
        assert any("Version" in line for line in app.lines)


async def test_a_click_opens_and_closes() -> None:
    async with running((50, 12)) as (app, pilot):
        await pilot.click(FoldSheet, offset=(4, 2))
        assert app.lines[2].startswith("v ←")
        await pilot.click(FoldSheet, offset=(4, 2))
        assert app.lines[2].startswith("> ←")


async def test_new_facts_are_closed_and_a_narrow_window_still_shows_words() -> None:
    async with running((60, 16)) as (app, pilot):
        await pilot.press("down", "enter")
        app.sheet.facts = FACTS
        await pilot.pause()
        assert app.sheet.cursor is None
        assert app.lines[1].startswith("> →")
        await pilot.resize_terminal(24, 10)
        await pilot.pause()
        assert app.lines[2].startswith("> ←   1.0 ms  The")


async def test_a_copy_has_every_field_and_no_control_character() -> None:
    async with running() as (app, _):
        assert (
            "←   1.0 ms: The server chooses  ServerHello\n  Version: TLS 1.3\n  Foreign: [/bad]^[[2J" in app.sheet.text
        )
