"""The request copied for elsewhere, by keys alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.apps import composer, sent, started, told, url_field
from tests.desks import opened, shown, until
from tests.hops import answered, exchange
from tests.lab import Watch
from workbench.demo.lab import Lab
from workbench.screens.console import ConsoleScreen
from workbench.screens.desk import Desk

pytestmark = pytest.mark.slow


async def test_every_way_to_copy_has_its_letter(lab_home: Path, lab: Lab, seen: Watch) -> None:
    copied: list[str] = []
    async with started(lab_home) as (app, pilot):
        app.desk.copy = copied.append  # type: ignore[method-assign,assignment]
        await pilot.press("ctrl+l", "ctrl+u")
        url_field(app).value = lab.url("mtls", "/?token=hush")
        await pilot.press("escape", "tab", "tab")
        composer(app).set_focus(None)
        said = ("U copies them too", "Secrets are in it.", "Set $TOKEN", "Secrets are in it.", "")
        for number, (way, words) in enumerate(zip("uUcCo", said, strict=True), 1):
            await pilot.press("Y", way)
            await until(pilot, lambda: len(copied) == number and words in told(app))  # noqa: B023  awaited here
        masked, url, curl, whole, s_client = copied
        assert masked == lab.url("mtls", "/?token=********(4)") and url == lab.url("mtls", "/?token=hush")
        assert "hush" not in curl and '"${TOKEN:?}"' in curl and "--cert " in curl and "alice.crt" in curl
        assert "hush" in whole and s_client.startswith("openssl s_client -connect 127.0.0.1:")
        assert not seen.connections("mtls")


async def test_what_keeps_it_from_being_copied_is_said(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("ctrl+l", "ctrl+u")
        url_field(app).value = "http://api.demo.test/"
        await pilot.pause()
        composer(app).set_focus(None)
        await pilot.press("Y", "o")
        await until(pilot, lambda: "no TLS" in told(app))


async def test_a_send_of_the_console_is_copied_with_the_certificate_it_had(lab_home: Path, lab: Lab) -> None:
    copied: list[str] = []
    async with started(lab_home) as (app, pilot):
        app.desk.copy = copied.append  # type: ignore[method-assign,assignment]
        await pilot.press("ctrl+l", "ctrl+u")
        url_field(app).value = lab.url("mtls", "/")
        await sent(app, pilot, "enter")
        app.desk.change_settings(replace(app.desk.settings, certificates=app.desk.settings.certificates[::-1]))
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, ConsoleScreen))
        await pilot.press("Y", "c")
        await until(pilot, lambda: bool(copied))
        assert "--cert " in copied[0] and "alice.crt" in copied[0]


async def test_the_url_of_a_send_is_copied_without_its_secrets_unless_they_are_chosen(tmp_path: Path) -> None:
    def filled(desk: Desk) -> ConsoleScreen:
        send = exchange(answered())
        desk.record(replace(send, request=replace(send.request, url="https://me:hunter2@a.test/?token=hunter3#x")))
        return ConsoleScreen(desk)

    copied: list[str] = []
    async with opened(tmp_path, filled) as (app, pilot):
        app.desk.copy = copied.append  # type: ignore[method-assign,assignment]
        await pilot.press("Y")
        await until(pilot, lambda: "U with secrets" in shown(app))
        await pilot.press("u")
        await until(pilot, lambda: app.said == ["Secrets are masked in it: U copies them too."])
        await pilot.press("Y", "U")
        await until(pilot, lambda: app.said[1:] == ["Secrets are in it."])
        assert copied == [
            "https://********(2):********(7)@a.test/?token=********(7)#x",
            "https://me:hunter2@a.test/?token=hunter3#x",
        ]
