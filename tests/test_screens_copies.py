"""The request copied for elsewhere, by keys alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.apps import composer, sent, started, told, url_field
from tests.desks import until
from tests.lab import Watch
from workbench.demo.lab import Lab
from workbench.screens.console import ConsoleScreen

pytestmark = pytest.mark.slow


async def test_every_way_to_copy_has_its_letter(lab_home: Path, lab: Lab, seen: Watch) -> None:
    copied: list[str] = []
    async with started(lab_home) as (app, pilot):
        app.desk.copy = copied.append  # type: ignore[method-assign,assignment]
        await pilot.press("ctrl+l", "ctrl+u")
        url_field(app).value = lab.url("mtls", "/?token=hush")
        await pilot.press("escape", "tab", "tab")
        composer(app).set_focus(None)
        for number, way in enumerate("ucCo", 1):
            await pilot.press("Y", way)
            await until(pilot, lambda: len(copied) == number)  # noqa: B023  awaited here
        url, curl, whole, s_client = copied
        assert url == lab.url("mtls", "/?token=hush")
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
