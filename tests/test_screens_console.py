from pathlib import Path

from tests.desks import opened, shown, until
from tests.exchanges import answered, exchange
from workbench.screens.console import ConsoleScreen, SendAgain
from workbench.screens.desk import Desk
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


async def test_r_dismisses_with_the_request_to_send_again(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await pilot.press("home", "r")
        await until(pilot, lambda: app.results == [SendAgain(request=exchange(answered("/first")).request)])


async def test_clearing_empties_the_log_too(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await pilot.press("C")
        await until(pilot, lambda: len(app.desk.log) == 0)
        assert app.screen.query_one(Console).entries == ()


async def test_escape_goes_back(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])
