from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.apps import started
from tests.desks import opened, pair, shown, typed, until
from tests.hops import answered, exchange, failed
from workbench.models import CertificateEntry
from workbench.screens import log, undoing
from workbench.screens.confirm import ConfirmScreen
from workbench.screens.console import ConsoleScreen, SendAgain
from workbench.screens.desk import Desk, Logged
from workbench.settings import Settings
from workbench.widgets.console import Console
from workbench.widgets.text_field import TextField

pytestmark = pytest.mark.slow


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


async def test_what_was_dropped_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "LIMIT", 2)
    async with opened(tmp_path, filled) as (app, pilot):
        for number in range(3):
            app.desk.tell(f"told {number}")
        await until(pilot, lambda: "3 older dropped" in shown(app))
        assert "/first" not in shown(app) and "2 entries" in shown(app)
        await pilot.press("escape")
        app.push_screen(ConsoleScreen(app.desk))
        await until(pilot, lambda: "3 older dropped" in shown(app))


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
        await until(pilot, lambda: "Lists 1: text “alice”, text “200”" in shown(app))
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
        await until(pilot, lambda: "showing 0 of" in shown(app))
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


@pytest.mark.slow
async def test_a_key_s_term_stands_in_the_line_and_can_be_gone_on_with(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        app.desk.record(exchange(failed()))
        await pilot.press("f")
        await until(pilot, lambda: "Lists 1: errors only" in shown(app))
        await pilot.press("a", "slash")
        await typed(pilot, " status:none status:x")
        await until(pilot, lambda: "Filter error is:sent status:none status:x" in shown(app))
        await until(pilot, lambda: "! “x” is no status: 404, 4xx, 400-499, >=500 or none" in shown(app))
        assert "Lists 1: errors only, sends only, status none" in " ".join(shown(app).split())
        await pilot.press("escape")
        await until(pilot, lambda: "showing all" in shown(app) and "Filter" not in shown(app).splitlines()[-2])


@pytest.mark.slow
async def test_what_is_typed_fast_is_never_undone(tmp_path: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await pilot.press("slash")
        await until(pilot, lambda: bool(app.screen.query(TextField)))
        field = app.screen.query_one(TextField)
        for end in range(1, 13):
            field.value = "something wa"[:end]
        await until(pilot, lambda: "Lists 1: text “something”, text “wa”" in shown(app))
        assert field.value == "something wa"


@pytest.mark.slow
async def test_what_is_unmasked_is_masked_when_the_console_is_left(tmp_path: Path) -> None:
    def secret(desk: Desk) -> ConsoleScreen:
        desk.record(exchange(answered("/first?token=hunter2")))
        return ConsoleScreen(desk)

    async with opened(tmp_path, secret) as (app, pilot):
        await pilot.press("u")
        await until(pilot, lambda: "SECRETS SHOWN" in shown(app))
        assert "token=hunter2" in "".join(line.strip("║ ") for line in shown(app).splitlines())
        await pilot.press("question_mark")
        await until(pilot, lambda: not isinstance(app.screen, ConsoleScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConsoleScreen))
        assert "SECRETS SHOWN" not in shown(app)
        assert "hunter2" not in "".join(line.strip("║ ") for line in shown(app).splitlines())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda now: replace(now, tls=replace(now.tls, verify=False)), "Settings saved: tls.verify is off."),
        (lambda now: replace(now, http=replace(now.http, timeout=5.0)), "Settings saved: http.timeout is 5, was 30."),
        (lambda now: replace(now, certificates=()), "Settings saved: alice is removed."),
        (lambda now: now, "Settings saved."),
    ],
)
async def test_what_was_saved_is_told(change: Callable[[Settings], Settings], said: str, tmp_path: Path) -> None:
    async with opened(tmp_path, ConsoleScreen, certificates=(pair(tmp_path, "alice"),)) as (app, _pilot):
        assert app.desk.change_settings(change(app.desk.settings), undoable=False)
        assert [entry.text for entry in app.desk.log] == [said]


@pytest.mark.slow
async def test_an_undo_and_a_theme_are_told_too(tmp_path: Path) -> None:
    async with opened(tmp_path, ConsoleScreen, certificates=(pair(tmp_path, "alice"),)) as (app, _pilot):
        app.desk.change_settings(replace(app.desk.settings, certificates=()))
        undoing.take_back(app.desk, CertificateEntry)
        assert "Undo: alice is back in its place." in [entry.text for entry in app.desk.log]
    async with started(tmp_path) as (whole, _pilot):
        whole.action_wear("workbench-light")
        assert whole.desk.log[-1].text == "Theme workbench-light, until the app ends."
