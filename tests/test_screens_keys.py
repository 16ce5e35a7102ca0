from __future__ import annotations

from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input

from tests.apps import composer, started, told
from tests.desks import shown, typed, until
from workbench.app import WorkbenchApp
from workbench.screens.console import ConsoleScreen
from workbench.screens.help import HelpScreen
from workbench.screens.key_test import Arrivals, KeyTestScreen, WantedList
from workbench.screens.keys import KeyList, KeysScreen
from workbench.settings import load

pytestmark = pytest.mark.slow


async def listed(app: WorkbenchApp, pilot: Pilot[None], wanted: str) -> KeyList:
    """Open the list by the palette, and find a deed in it."""
    await pilot.press("escape", "colon")
    await typed(pilot, "keys: see")
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(app.screen, KeysScreen))
    await pilot.press("slash")
    field = app.screen.query_one(Input)
    await until(pilot, lambda: field.has_focus)
    field.value = wanted
    await pilot.press("enter")
    deeds = app.screen.query_one(KeyList)
    await until(pilot, lambda: deeds.has_focus and 0 < len(deeds.bounds) < 40)
    return deeds


async def test_a_deed_is_picked_a_key_is_pressed_and_it_holds_and_is_saved(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        deeds = await listed(app, pilot, "console: every send")
        assert [bound.id for bound in deeds.bounds] == ["console"]
        await pilot.press("enter")
        await until(pilot, lambda: "Press the key for: Console" in shown(app))
        assert "It replaces l and F9." in shown(app)
        await pilot.press("ctrl+p")  # not even the app's own keys do anything while one is asked for
        await until(pilot, lambda: load(tmp_path / "settings.toml").keys == {"console": "ctrl+p"})
        await until(pilot, lambda: "* ^P" in shown(app) and "is the key of palette" in shown(app))
        await pilot.press("d")
        await until(pilot, lambda: load(tmp_path / "settings.toml").keys == {})
        await pilot.press("a")
        await until(pilot, lambda: "Press the key for: Console" in shown(app))
        assert "It replaces" not in shown(app)
        await pilot.press("f6")
        await until(pilot, lambda: load(tmp_path / "settings.toml").keys == {"console": "l,f9,f6"})
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.screen is composer(app))
        await pilot.press("f6")
        await until(pilot, lambda: isinstance(app.screen, ConsoleScreen))


async def test_a_modifier_alone_is_no_key_and_what_cannot_be_one_is_told(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await listed(app, pilot, "console: every send")
        await pilot.press("enter", "left_control")
        await until(pilot, lambda: "Press the key for: Console" in shown(app))
        app.post_message(Key("pound_sign", "£"))
        await until(pilot, lambda: load(tmp_path / "settings.toml").keys == {"console": "£"})
        await pilot.press("enter", "scroll_lock")
        await until(pilot, lambda: app.desk.log[-1].text == "scroll_lock can be given to nothing.")
        assert load(tmp_path / "settings.toml").keys == {"console": "£"}


async def test_escape_leaves_a_deed_its_key(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await listed(app, pilot, "console: every send")
        await pilot.press("enter", "escape", "z")
        await pilot.pause()
        assert isinstance(app.screen, KeysScreen) and app.desk.settings.keys == {}


async def test_keys_of_the_file_hold_from_the_start_and_are_in_footer_palette_button_and_help(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[keys]\nsend = "^G"\n"help" = "f6,?"\nbogus = "f7"\n')
    async with started(tmp_path) as (app, pilot):
        await until(pilot, lambda: "keys.bogus is not the id" in told(app))
        await until(pilot, lambda: "[ Send ^G ]" in shown(app))
        assert "^G Send" in shown(app).splitlines()[-1]
        await pilot.press("escape", "colon")
        await typed(pilot, "send")
        await until(pilot, lambda: "^G" in shown(app))
        await pilot.press("escape", "f6")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and "by your settings ^G instead" in shown(app))
        assert "F6  ?" in shown(app) and "F1" not in shown(app)


async def test_the_test_of_the_keys_takes_every_key_and_leaves_by_the_same_one_twice(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await app.run_action("test_keys")
        await until(pilot, lambda: isinstance(app.screen, KeyTestScreen))
        await pilot.press("ctrl+j", "ctrl+p", "f3", "ctrl+q", "s", "escape", "q")
        await pilot.pause()
        assert isinstance(app.screen, KeyTestScreen)
        wanted = app.screen.query_one(WantedList)
        assert {"ctrl+j", "ctrl+p", "f3", "ctrl+q", "escape"} <= wanted.arrived
        lines = app.screen.query_one(Arrivals).render().plain
        assert "Client certificates" in lines and "Quit" in lines
        await pilot.press("q")
        await until(pilot, lambda: app.screen is composer(app))


async def test_the_test_of_the_keys_asks_for_those_of_the_settings(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[keys]\ncertificates = "ctrl+g"\nconsole = "l,f6"\n')
    async with started(tmp_path) as (app, pilot):
        await app.run_action("test_keys")
        await until(pilot, lambda: isinstance(app.screen, KeyTestScreen))
        wanted = app.screen.query_one(WantedList)
        lines = ["".join(line.plain for line in wanted.row_lines(row, 78)) for row in range(wanted.row_count())]
        rows = {(line[12:21].strip(), line[22:40].strip()): line[40:].strip() for line in lines}
        assert ("F3", "certificates") not in rows and ("F9", "console") not in rows
        assert rows["^G", "certificates"] == "a second key for it"
        assert rows["Alt+^C", "certificates"] == "^G"
        assert (rows["l", "console"], rows["F6", "console"]) == ("F6", "l")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "ctrl+g" in wanted.arrived)
        await until(pilot, lambda: any("[x] yes" in line and "^G" in line for line in shown(app).splitlines()))
