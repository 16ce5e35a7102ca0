"""The whole app under a pilot, over a home on the disk and the running lab.

async with started(lab_home) as (app, pilot):
    await go_to(app, pilot, "Server certificate: expired")
    await sent(app, pilot, "s")
    assert app.composer.response.trouble
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot
from textual.widget import Widget

from tests.desks import until
from workbench.app import WorkbenchApp
from workbench.folders import Folders
from workbench.models import Exchange
from workbench.screens.composer import ComposerScreen
from workbench.settings import load
from workbench.widgets.certificate_line import CertificateLine
from workbench.widgets.info_line import InfoLine
from workbench.widgets.request_list import RequestList
from workbench.widgets.url_field import UrlField


@asynccontextmanager
async def started(home: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[WorkbenchApp, Pilot[None]]]:
    """Start the app on a home, and wait until what is saved there is listed."""
    folders = Folders(config=home, data=home, state=home)
    app = WorkbenchApp(folders, load(folders.settings_file))
    count = len(list(folders.requests.glob("**/*.toml")))
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: len(listing(app).rows) == count and bool(app.screen.focused))
        await pilot.pause()
        yield app, pilot


def composer(app: WorkbenchApp) -> ComposerScreen:
    """Return the composer, whatever lies over it."""
    return next(screen for screen in app.screen_stack if isinstance(screen, ComposerScreen))


def listing(app: WorkbenchApp) -> RequestList:
    """Return the list of saved requests."""
    return composer(app).query_one(RequestList)


def url_field(app: WorkbenchApp) -> UrlField:
    """Return the URL's field."""
    return composer(app).query_one(UrlField)


def told(app: WorkbenchApp) -> str:
    """Return what the line above the panes says."""
    said = composer(app).query_one(InfoLine).told
    return said[0] if said else ""


def certificate_line(app: WorkbenchApp) -> str:
    """Return what is to be read under the URL."""
    return composer(app).query_one(CertificateLine).render().plain


def focused(app: WorkbenchApp) -> Widget:
    """Return what has the focus."""
    assert app.screen.focused is not None
    return app.screen.focused


async def go_to(app: WorkbenchApp, pilot: Pilot[None], label: str) -> None:
    """Walk the list, which has the focus, to a request by the arrow keys."""
    wanted = [row.label for row in listing(app).rows].index(label)
    if wanted > len(listing(app).rows) // 2:
        await pilot.press("end")
    while listing(app).cursor != wanted:
        await pilot.press("down" if listing(app).cursor < wanted else "up")


async def sent(app: WorkbenchApp, pilot: Pilot[None], *keys: str) -> Exchange:
    """Press keys that send, and return the exchange once it is shown."""
    before = composer(app).response.exchange
    await pilot.press(*keys)
    await until(pilot, lambda: composer(app).response.exchange is not before)
    await pilot.pause()
    exchange = composer(app).response.exchange
    assert exchange is not None
    return exchange
