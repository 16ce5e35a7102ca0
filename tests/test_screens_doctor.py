"""The doctor's screen, over the lab, and from a failure by one key."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.apps import composer, go_to, sent, started, told
from tests.desks import DeskApp, opened, shown, typed, until
from tests.lab import Watch
from workbench.app import WorkbenchApp
from workbench.demo.lab import Lab
from workbench.models import Choice, Request
from workbench.screens.doctor import DoctorScreen

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (60, 16), (200, 50)]


def _screen(app: WorkbenchApp | DeskApp) -> DoctorScreen:
    (screen,) = [each for each in app.screen_stack if isinstance(each, DoctorScreen)]
    return screen


def _done(app: WorkbenchApp | DeskApp) -> Callable[[], bool]:
    return lambda: any(isinstance(each, DoctorScreen) and each.report for each in app.screen_stack)


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_from_a_failure_tells_what_to_change_first(
    lab: Lab, lab_home: Path, size: tuple[int, int]
) -> None:
    async with started(lab_home, size) as (app, pilot):
        await go_to(app, pilot, "Refused: another CA")
        await sent(app, pilot, "s")
        await pilot.press("d")
        await until(pilot, _done(app))
        await pilot.pause()
        text = " ".join(shown(app).replace("║", " ").split())
        assert "Verdict NOT GOOD: The server refused your certificate alice" in text
        assert "type workbench doctor" in text
        await pilot.press("end")
        await pilot.pause()
        assert "alert unknown_ca" in shown(app)
        await pilot.press("q")
        assert app.screen is composer(app)


async def test_the_url_is_examined_without_a_send_and_leaves_the_screen_by_its_own_key(
    lab: Lab, lab_home: Path, seen: Watch
) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "mTLS: the right certificate")
        await pilot.press("enter", "f12")
        await until(pilot, _done(app))
        await pilot.pause()
        assert "GOOD: nothing stands in the way" in shown(app)
        assert [request.method for request in seen.requests()] == ["HEAD"]
        await pilot.press("r")
        await until(pilot, lambda: len(seen.requests()) == 2)
        await until(pilot, _done(app))
        await pilot.press("f12")
        assert app.screen is composer(app)


async def test_without_a_url_there_is_nothing_to_examine_and_the_palette_knows_the_doctor(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("ctrl+n", "f12")
        await pilot.pause()
        assert told(app) == "Type a URL first."
        await pilot.press("escape", "ctrl+p")
        await typed(pilot, "doctor")
        await pilot.pause()
        assert "Doctor: examine the URL, step by step" in shown(app)


async def test_the_report_is_copied_as_text(lab: Lab, tmp_path: Path) -> None:
    request = Request(url=lab.url("http").replace("plain.demo.test", "127.0.0.1"))
    async with opened(tmp_path, lambda desk: DoctorScreen(desk, request)) as (app, pilot):
        await until(pilot, _done(app))
        await pilot.press("y")
        await pilot.pause()
        assert "Copied: sent to the terminal's clipboard." in app.said
        assert "GOOD: nothing stands in the way" in app.clipboard


async def test_a_silent_server_keeps_no_key_waiting_and_is_left_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        request = Request(url=f"https://127.0.0.1:{silent.getsockname()[1]}/")
        async with opened(tmp_path, lambda desk: DoctorScreen(desk, request)) as (app, pilot):
            await until(pilot, lambda: "Address" in shown(app))
            assert "examining" in shown(app)
            await pilot.press("x")
            await until(pilot, lambda: "stopped" in shown(app))
            await pilot.press("r")
            await pilot.press("escape")
            assert app.results == [None]


async def test_what_cannot_be_prepared_is_said(tmp_path: Path) -> None:
    request = Request(url="https://{{nowhere}}/")
    async with opened(tmp_path, lambda desk: DoctorScreen(desk, request)) as (app, pilot):
        await until(pilot, lambda: "examining" not in shown(app))
        assert "nowhere" in " ".join(shown(app).split())
        assert _screen(app).report is None


@pytest.mark.parametrize(("led", "shown_there"), [(False, 1), (True, 0)])
async def test_where_a_redirect_led_a_session_by_id_shows_nothing(
    lab: Lab, lab_home: Path, seen: Watch, led: bool, shown_there: int
) -> None:
    async with started(lab_home) as (app, pilot):
        outside = next(entry for entry in app.desk.settings.certificates if entry.name == "stranger")
        app.desk.change_choice(Choice(by="session", value=f"id:{outside.id}"))
        app.push_screen(DoctorScreen(app.desk, Request(url=lab.url("optional")), led=led))
        await until(pilot, _done(app))
    shas = [sha for each in seen.connections("optional") for sha in (each.offered or ())[:1]]
    assert shas.count(lab.identities["stranger"].sha256) == shown_there
