"""The panel of a trouble where there is little room: nothing of it is out of reach of the keys."""

import pytest
from textual.app import App, ComposeResult
from textual.containers import Vertical

from tests.desks import shown
from workbench.widgets.action_row import ActionRow
from workbench.widgets.failure_panel import FailurePanel
from workbench.widgets.remedy import Remedy
from workbench.widgets.trouble import Trouble

LONG = Trouble(
    headline="The server refused your certificate.",
    details=tuple(f"Detail {number} of what happened." for number in range(12)),
    sent="Nothing was sent.",
    remedies=(
        Remedy(act="chain", key="v", label="Show chain"),
        Remedy(act="trust", key="t", label="Trust CA…"),
        Remedy(act="unverified", key="o", label="Send once unverified"),
        Remedy(act="doctor", key="d", label="Doctor"),
    ),
)


class Room(App[None]):
    def compose(self) -> ComposeResult:
        with Vertical():
            yield FailurePanel()


@pytest.mark.slow
@pytest.mark.parametrize("brief", [True, False])
async def test_words_that_want_more_room_are_read_on_by_key(brief: bool) -> None:
    app = Room()
    async with app.run_test(size=(60, 8)) as pilot:
        panel = app.query_one(FailurePanel)
        panel.shorten(brief)
        panel.show(LONG)
        app.query_one(ActionRow).focus()
        await pilot.pause()
        assert "refused your certificate" in shown(app) and "Detail 11" not in shown(app)
        for _ in range(8):
            await pilot.press("pagedown")
        await pilot.pause()
        last = "Detail 11" if brief else "Nothing was sent."
        assert last in shown(app)
        panel.show(LONG)
        await pilot.pause()
        assert "refused your certificate" in shown(app)


async def test_what_matters_most_comes_before_the_details_where_there_is_little_room() -> None:
    app = Room()
    async with app.run_test(size=(60, 8)) as pilot:
        panel = app.query_one(FailurePanel)
        panel.shorten(True)
        panel.show(LONG)
        await pilot.pause()
        assert "Nothing was sent." in shown(app)


async def test_two_lines_of_buttons_show_those_about_the_cursor_and_how_many_more_there_are() -> None:
    app = Room()
    async with app.run_test(size=(36, 12)) as pilot:
        panel, row = app.query_one(FailurePanel), app.query_one(ActionRow)
        panel.show(LONG)
        await pilot.pause()
        assert row.size.height == 3
        panel.shorten(True)
        row.focus()
        await pilot.pause()
        assert row.size.height == 2
        assert "[v Show chain]" in shown(app) and "+1" in shown(app) and "Doctor" not in shown(app)
        await pilot.press("left")
        await pilot.pause()
        assert "[d Doctor]" in shown(app) and "Show chain" not in shown(app)


async def test_four_ways_out_of_a_failed_verification_stand_on_one_line_at_80_columns() -> None:
    app = Room()
    async with app.run_test(size=(80, 24)) as pilot:
        app.query_one(FailurePanel).show(LONG)
        await pilot.pause()
        assert app.query_one(ActionRow).size.height == 1
