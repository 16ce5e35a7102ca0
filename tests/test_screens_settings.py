from pathlib import Path

import pytest

from tests.desks import opened, shown, typed, until
from workbench.screens.confirm import ConfirmScreen
from workbench.screens.settings import SettingsScreen
from workbench.widgets.switch_field import SwitchField

pytestmark = pytest.mark.slow


async def test_a_switch_is_saved_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        await pilot.press("down", "space", "down", "space")
        await until(pilot, lambda: not app.saved.settings.tls.extra_ca)
        assert not app.saved.settings.tls.system_ca


async def test_verification_goes_off_only_after_a_question(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        for answer, verifies in (("enter", True), ("y", False)):
            await pilot.press("space")
            await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
            assert app.saved.settings.tls.verify
            await pilot.press(answer)
            await until(pilot, lambda: isinstance(app.screen, SettingsScreen))
            assert app.saved.settings.tls.verify is verifies
            assert app.screen.query_one("#verify", SwitchField).value is verifies
        await pilot.press("space")
        await until(pilot, lambda: app.saved.settings.tls.verify)


async def test_every_hint_is_read_whole_at_60x16(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen, size=(60, 60)) as (app, _pilot):
        seen = shown(app)
    assert "…" not in "".join(line for line in seen.splitlines() if "saved at once" not in line)
    assert "goes on." in seen and "F3." in seen and "own rules." in seen


@pytest.mark.parametrize("leave", ["enter", "tab", "escape"])
async def test_a_value_is_saved_by_enter_by_leaving_the_field_and_by_going_back(tmp_path: Path, leave: str) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        app.screen.query_one("#timeout").focus()
        await pilot.press("ctrl+u")
        await typed(pilot, "2.5")
        await pilot.press(leave)
        await until(pilot, lambda: app.saved.settings.http.timeout == 2.5)


async def test_a_wrong_value_gets_a_message_under_its_field_and_is_not_saved(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        app.screen.query_one("#connect_timeout").focus()
        await typed(pilot, "x")
        await pilot.press("enter")
        await until(pilot, lambda: "A number of seconds is expected" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])
        assert app.saved.settings.http.connect_timeout == 10


async def test_the_theme_is_put_on_as_it_is_chosen(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        app.screen.query_one("#theme").focus()
        await pilot.press("right")
        await until(pilot, lambda: app.theme == "workbench-light")
        assert app.saved.settings.theme == "workbench-light"


async def test_every_setting_is_seen_at_80x24(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, _pilot):
        seen = shown(app)
    for label in ("Verify", "System CAs", "Extra CAs", "Warn before", "Redirects", "HTTP/2", "Connect", "Proxy"):
        assert label in seen
    assert "Theme" in seen and "Timeout" in seen and "No proxy" in seen


async def test_a_clear_password_in_the_proxy_is_sealed_and_masked(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        app.screen.query_one("#proxy").focus()
        await typed(pilot, "http://me:pa55@p.test:80")
        await pilot.press("enter")
        await until(
            pilot, lambda: "sealed%3A" in app.saved.settings.http.proxy or "sealed:" in app.saved.settings.http.proxy
        )
        await pilot.press("tab")
        await until(pilot, lambda: "pa55" not in shown(app))
