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
    async with opened(tmp_path, SettingsScreen, size=(60, 80)) as (app, _pilot):
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


async def test_the_limit_on_what_is_unpacked_is_saved_and_a_wrong_one_is_not(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        app.screen.query_one("#decoded_limit").focus()
        await pilot.press("ctrl+u")
        await typed(pilot, "9")
        await pilot.press("enter")
        await until(pilot, lambda: app.saved.settings.http.decoded_limit == 9)
        await typed(pilot, ".5")
        await pilot.press("enter")
        await until(pilot, lambda: "A whole number of megabytes is expected" in shown(app))
        assert app.saved.settings.http.decoded_limit == 9


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
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        seen = shown(app)
        await pilot.press("shift+tab")
        await until(pilot, lambda: "Theme" in shown(app))
        seen += shown(app)
    trust = ("Verify", "System CAs", "Extra CAs", "Warn before")
    tls = ("Oldest TLS", "Newest TLS", "Ciphers", "Security", "Asked later")
    http = ("Redirects", "HTTP/2", "Connect", "Timeout", "Proxy", "No proxy", "Proxy cert", "Theme")
    for label in (*trust, *tls, *http):
        assert f"│ {label} " in seen


async def test_every_setting_is_reached_by_keys_at_60x16(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen, size=(60, 16)) as (app, pilot):
        reached = set()
        for _ in range(22):
            focused = app.screen.focused
            assert focused is not None and app.screen.region.contains_region(focused.region)
            reached.add(focused.id)
            await pilot.press("down")
    assert {"maximum_version", "ciphers", "security_level", "post_handshake_auth", "proxy_certificate"} <= reached


async def test_versions_ciphers_and_level_are_saved(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        app.screen.query_one("#maximum_version").focus()
        await pilot.press("left", "left")
        app.screen.query_one("#security_level").focus()
        await pilot.press("right")
        app.screen.query_one("#ciphers").focus()
        await typed(pilot, "ECDHE+AESGCM")
        app.screen.query_one("#post_handshake_auth").focus()
        await pilot.press("space")
        app.screen.query_one("#proxy_certificate").focus()
        await typed(pilot, "alice")
        await pilot.press("enter")
        await until(pilot, lambda: app.saved.settings.http.proxy_certificate == "alice")
        tls = app.saved.settings.tls
    assert (tls.maximum_version, tls.security_level) == ("TLSv1.2", 0)
    assert (tls.ciphers, tls.post_handshake_auth) == ("ECDHE+AESGCM", False)


async def test_a_newest_version_before_the_oldest_is_refused_under_its_field(tmp_path: Path) -> None:
    async with opened(tmp_path, SettingsScreen) as (app, pilot):
        app.screen.query_one("#maximum_version").focus()
        await pilot.press("right")
        await until(pilot, lambda: "leave no version" in shown(app))
        assert app.saved.settings.tls.maximum_version is None


async def test_what_the_environment_decides_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:pa55@proxy.test:3128")
    monkeypatch.setenv("NO_PROXY", "a.test")
    monkeypatch.setenv("SSL_CERT_FILE", "/pki/all.pem")
    monkeypatch.setenv("SSLKEYLOGFILE", "/pki/keys")
    async with opened(tmp_path, SettingsScreen, size=(120, 60)) as (app, pilot):
        await until(pilot, lambda: "In effect" in shown(app) and "environment (HTTPS_PROXY)" in shown(app))
        seen = shown(app)
    assert "Proxy in effect for https: http://proxy.test:3128, from environment (HTTPS_PROXY)" in seen
    assert "Without a proxy: a.test, from environment (NO_PROXY)" in seen
    assert "SSL_CERT_FILE=/pki/all.pem" in seen and "SSLKEYLOGFILE=/pki/keys: TLS KEYS ARE LOGGED" in seen
    assert "pa55" not in seen


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
