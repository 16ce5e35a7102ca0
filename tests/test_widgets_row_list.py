from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from tests.layouts import layouts_of
from workbench.widgets.row_list import RowList

pytestmark = pytest.mark.slow


class Numbers(RowList):
    HEADER_LINES = 1
    EMPTY = "nothing"
    rows = 100

    def row_count(self) -> int:
        return self.rows

    def row_lines(self, row: int, width: int) -> tuple[Content, ...]:
        return (Content(f"row {row}"),)

    def header(self, width: int) -> Content:
        return Content("head")


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.opened: list[int] = []

    def compose(self) -> ComposeResult:
        yield Numbers()

    def on_mount(self) -> None:
        self.rows.rows_changed()

    @property
    def rows(self) -> Numbers:
        return self.query_one(Numbers)

    def on_row_list_opened(self, event: RowList.Opened) -> None:
        self.opened.append(event.row)


@asynccontextmanager
async def numbers() -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app = Host()
    async with app.run_test(size=(40, 11)) as pilot:
        yield app, pilot


def lines(app: Host) -> list[str]:
    return [app.rows.render_line(y).text.strip() for y in range(app.rows.size.height)]


@pytest.mark.parametrize(
    ("keys", "cursor"),
    [
        (["down", "j"], 2),
        (["down", "down", "up", "k", "k"], 0),
        (["G"], 99),
        (["end", "g"], 0),
        (["pagedown"], 9),
        (["pagedown", "pagedown", "pageup"], 9),
        (["end", "pagedown"], 99),
    ],
)
async def test_keys_move_the_cursor_and_it_stays_in_view(keys: list[str], cursor: int) -> None:
    async with numbers() as (app, pilot):
        await pilot.press(*keys)
        await pilot.pause()
        assert app.rows.cursor == cursor
        assert f"row {cursor}" in lines(app)


async def test_the_header_stays_where_it_is() -> None:
    async with numbers() as (app, pilot):
        await pilot.press("end")
        await pilot.pause()
        assert lines(app)[0] == "head" and lines(app)[-1] == "row 99"


async def test_enter_opens_the_row_under_the_cursor() -> None:
    async with numbers() as (app, pilot):
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.opened == [1]


async def test_a_click_moves_the_cursor_and_a_second_one_opens() -> None:
    async with numbers() as (app, pilot):
        await pilot.click(Numbers, offset=(2, 4))
        assert app.rows.cursor == 3 and app.opened == []
        await pilot.click(Numbers, offset=(2, 4), times=2)
        await pilot.pause()
        assert app.opened == [3]


async def test_fewer_rows_bring_the_cursor_back_into_them() -> None:
    async with numbers() as (app, pilot):
        await pilot.press("end")
        app.rows.rows = 5
        app.rows.rows_changed()
        assert app.rows.cursor == 4
        app.rows.rows = 0
        app.rows.rows_changed()
        await pilot.press("up", "down", "enter", "pagedown")
        assert app.rows.cursor == 0 and app.opened == []
        assert lines(app)[1] == "nothing"


async def test_the_first_row_beyond_the_view_is_scrolled_to_as_soon_as_it_is_there() -> None:
    async with numbers() as (app, pilot):
        app.rows.rows = 10
        app.rows.rows_changed()
        await pilot.pause()
        app.rows.rows = 11
        app.rows.rows_changed()
        app.rows.cursor = 10
        await pilot.pause()
        assert lines(app)[-1] == "row 10"


async def test_more_rows_than_there_is_room_for_are_laid_out_once() -> None:
    async with numbers() as (app, pilot):
        await pilot.pause(0.1)
        assert app.rows.show_vertical_scrollbar and app.rows.vertical_scrollbar.window_virtual_size == 101
        with layouts_of() as layouts:
            app.rows.rows = 1000
            app.rows.rows_changed()
            await pilot.press("end")
            await pilot.pause()
        assert lines(app)[-1] == "row 999" and app.rows.vertical_scrollbar.window_virtual_size == 1001
        assert layouts == []
        app.rows.rows = 3
        app.rows.rows_changed()
        await pilot.pause()
        assert not app.rows.show_vertical_scrollbar and lines(app)[1] == "row 0"
