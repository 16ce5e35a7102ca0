"""A walk through every screen of the running app, for tests of what must hold on all of them.

async with started(lab_home) as (app, pilot):
    async for name in walk(app, pilot):
        assert shown(app).isascii(), name
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from textual.pilot import Pilot

from tests.apps import composer, listing, url_field
from tests.desks import typed, until
from workbench.app import WorkbenchApp

SCREENS: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    ("certificates", ("c",), "CertificatesScreen"),
    ("add a certificate", ("c", "a"), "AddCertificateScreen"),
    ("edit a certificate", ("c", "e"), "AddCertificateScreen"),
    ("replace a certificate", ("c", "r"), "ReplaceCertificateScreen"),
    ("import certificates", ("c", "i"), "ImportCertificatesScreen"),
    ("remove a certificate", ("c", "d"), "ConfirmScreen"),
    ("add a CA", ("c", "ctrl+o", "a"), "AddCaScreen"),
    ("settings", ("comma",), "SettingsScreen"),
    ("console", ("l",), "ConsoleScreen"),
    ("help", ("question_mark",), "HelpScreen"),
    ("palette", ("colon",), "PaletteScreen"),
    ("be somebody", ("b",), "BeScreen"),
    ("compare", ("equals_sign",), "CompareScreen"),
    ("doctor", ("D",), "DoctorScreen"),
    ("choose a certificate", ("ctrl+o", "k", "enter"), "ChooserScreen"),
)
"""The name of a screen, the keys that open it from the list of requests, and its class."""
DEEDS: Final = (("keys", "keys", "KeysScreen"), ("test my keys", "test_keys", "KeyTestScreen"))
"""What has no key of its own, and is opened from the palette."""


async def walk(app: WorkbenchApp, pilot: Pilot[None]) -> AsyncIterator[str]:
    """Open every screen in turn, on top of the composer, and name it; the composer comes first."""
    url_field(app).focus()
    await typed(pilot, "https://alice.example.test/")
    yield "composer, in the URL"
    await pilot.press("escape")
    listing(app).focus()
    await pilot.pause()
    yield "composer, in the list"
    for number in range(1, 6):
        await pilot.press("!@#$%"[number - 1])
        await pilot.pause()
        yield f"composer, tab {number} of the request"
    for name, keys, kind in SCREENS:
        listing(app).focus()
        await pilot.press(*keys)
        await _until(app, pilot, kind)
        yield name
        await _back(app, pilot)
    for name, deed, kind in DEEDS:
        await app.run_action(deed)
        await _until(app, pilot, kind)
        yield name
        await _back(app, pilot)


async def _until(app: WorkbenchApp, pilot: Pilot[None], kind: str) -> None:
    await until(pilot, lambda: type(app.screen).__name__ == kind)
    await pilot.pause()


async def _back(app: WorkbenchApp, pilot: Pilot[None]) -> None:
    while app.screen is not composer(app):
        app.pop_screen()
        await pilot.pause()
