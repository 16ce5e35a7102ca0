from pathlib import Path

import pytest

from tests.desks import opened, shown, typed, until
from tests.hops import answered, exchange, failed
from workbench.screens.confirm import ConfirmScreen
from workbench.screens.console import ConsoleScreen, SendAgain
from workbench.screens.desk import Desk, Logged
from workbench.widgets.console import Console


def filled(desk: Desk) -> ConsoleScreen:
    desk.record(exchange(answered("/first")))
    desk.tell("Something was done.")
    return ConsoleScreen(desk)


async def test_what_was_sent_and_done_stands_there_and_what_comes_is_added(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        assert "/first" in shown(app) and "Something was done." in shown(app)
        app.desk.record(exchange(answered("/second")))
        await until(pilot, lambda: "/second" in shown(app))
        assert "3 entries" in shown(app)


async def test_what_happens_while_the_console_opens_stands_there_once(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        app.screen.post_message(Logged(app.desk.log[-1]))
        await pilot.pause()
        assert "2 entries" in shown(app)


async def test_an_empty_console_says_so_and_offers_nothing_that_does_nothing(tmp_path: Path) -> None:
    async with opened(tmp_path, ConsoleScreen) as (app, _pilot):
        assert "Nothing here." in shown(app)
        assert not {"Open", "Filter", "Clear", "Copy"} & set(shown(app).splitlines()[-1].split())


async def test_r_dismisses_with_the_request_to_send_again(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await pilot.press("r")
        await until(pilot, lambda: app.results == [SendAgain(request=exchange(answered("/first")).request)])


@pytest.mark.slow
async def test_clearing_empties_the_log_too_once_it_is_confirmed(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        for answer, left in (("enter", 2), ("y", 0)):
            await pilot.press("C")
            await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
            await pilot.press(answer)
            await until(pilot, lambda: isinstance(app.screen, ConsoleScreen))
            assert len(app.desk.log) == left
            assert len(app.screen.query_one(Console).entries) == left


@pytest.mark.slow
async def test_words_filter_the_entries_until_escape(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        app.desk.record(exchange(failed()))
        await pilot.press("slash")
        await typed(pilot, "alice 200")
        await until(pilot, lambda: "1 of them" in shown(app))
        assert "/first" in shown(app) and "Something was done." not in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one(Console).has_focus)
        app.desk.tell("Nobody wants to know.")
        await pilot.pause()
        assert "Nobody" not in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: "Something was done." in shown(app) and "Nobody" in shown(app))
        assert not app.results
        await pilot.press("slash")
        await typed(pilot, "zzz")
        await until(pilot, lambda: "0 of them" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: "showing all" in shown(app))
        assert app.screen.query_one(Console).has_focus


async def test_a_notice_is_neither_sent_again_nor_copied(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        assert "r Send again" in shown(app)
        await pilot.press("end")
        await until(pilot, lambda: "r Send again" not in shown(app))
        await pilot.press("y", "r")
        assert app.said == ["Something was done."] and not app.results


async def test_escape_goes_back(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])
