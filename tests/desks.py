"""One screen over a real desk: real settings on disk, real sealing, real files; only the rest of the app is absent.

    async with opened(tmp_path, CertificatesScreen, certificates=(ALICE,)) as (app, pilot):
        await pilot.press("d", "y")
        await until(pilot, lambda: not app.desk.settings.certificates)

`pki(folder)` makes a CA and identities of every state; `typed(pilot, text)` types, `pasted` pastes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen

from workbench.demo.authority import Authority, Order
from workbench.demo.issued import pem
from workbench.folders import Folders
from workbench.models import CaEntry, CertificateEntry
from workbench.screens.desk import Desk, Level
from workbench.screens.working_desk import WorkingDesk
from workbench.settings import load, update

WAIT_SECONDS = 30.0
SECRET = "correct horse"


class DeskApp(App[None]):
    """Shows one screen; what it dismisses with is in `results`, what it told in `said`, copies in `copied`."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [Binding("question_mark,f1", "help", "Help")]  # noqa: RUF012  as Textual declares it

    def __init__(self, home: Path, make: Callable[[Desk], Screen[Any]], lists: Lists) -> None:
        super().__init__()
        self.animation_level = "none"
        folders = Folders(config=home, data=home, state=home)
        self.said: list[str] = []
        self.results: list[object] = []
        self.desk = WorkingDesk(self, folders, load(folders.settings_file), self._say)
        full = replace(self.desk.settings, certificates=lists.certificates, cas=lists.cas)
        update(self.desk.settings, full, self.desk.sealer)
        self.desk = WorkingDesk(self, folders, load(folders.settings_file), self._say)
        self._make = make

    def on_mount(self) -> None:
        self.desk.wear("workbench-dark")
        self.push_screen(self._make(self.desk), self.results.append)

    def action_help(self) -> None:
        from workbench.screens.help import HelpScreen

        self.push_screen(HelpScreen())

    @property
    def saved(self) -> WorkingDesk:
        """A desk made from what is on the disk now."""
        folders = self.desk.folders
        return WorkingDesk(self, folders, load(folders.settings_file), self._say)

    def _say(self, text: str, level: Level) -> None:
        self.said.append(text)


@dataclass(frozen=True)
class Lists:
    certificates: tuple[CertificateEntry, ...] = ()
    cas: tuple[CaEntry, ...] = ()


@asynccontextmanager
async def opened(
    home: Path,
    make: Callable[[Desk], Screen[Any]],
    *,
    certificates: tuple[CertificateEntry, ...] = (),
    cas: tuple[CaEntry, ...] = (),
    size: tuple[int, int] = (80, 24),
) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
    """Open a screen over a desk whose settings hold these lists."""
    app = DeskApp(home, make, Lists(certificates, cas))
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        yield app, pilot


def holding(desk: Desk, certificates: tuple[CertificateEntry, ...]) -> Desk:
    """Give a desk entries that are on no disk: ten thousand take seconds to be written there."""
    assert isinstance(desk, WorkingDesk)
    desk._settings = replace(desk.settings, certificates=certificates)
    return desk


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app go on until something holds; a test that waits in vain fails here."""
    end = monotonic() + WAIT_SECONDS
    while not holds():
        assert monotonic() < end, "waited in vain"
        await pilot.pause(0.01)


async def typed(pilot: Pilot[None], text: str) -> None:
    """Type a text, key by key."""
    await pilot.press(*(_character_to_key(letter) for letter in text))


async def pasted(pilot: Pilot[None], text: str) -> None:
    """Paste a text into the focused field, as a terminal with brackets does."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


def shown(app: App[Any]) -> str:
    """Return the screen as a person sees it, one line below the other."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line)[:width] for line in lines[:height])


def pki(folder: Path) -> None:
    """Write company-ca.pem, and alice (good), carol (key encrypted), old, soon, bob.p12 (SECRET)."""
    folder.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    ca = Authority.root("Example Test CA")
    (folder / "company-ca.pem").write_bytes(pem(ca.certificate))
    ca.issue(Order(common_name="alice", dns=("alice.example.test",))).write(folder, "alice")
    ca.issue(Order(common_name="carol")).write(folder, "carol", passphrase=SECRET)
    past = Order(common_name="old", not_before=now - timedelta(days=99), not_after=now - timedelta(days=9))
    ca.issue(past).write(folder, "old")
    ca.issue(Order(common_name="soon", not_after=now + timedelta(days=11, hours=1))).write(folder, "soon")
    bob = folder / "bob.p12"
    bob.touch(mode=0o600)
    bob.write_bytes(ca.issue(Order(common_name="bob")).pkcs12(SECRET))


def pair(folder: Path, stem: str, host: str = "api.example.test", **more: Any) -> CertificateEntry:
    """Return an entry for `STEM.crt` and `STEM.key` of a folder; its id is the stem."""
    files = {"cert_file": str(folder / f"{stem}.crt"), "key_file": str(folder / f"{stem}.key")}
    return CertificateEntry(**{"id": stem, "host": host, "name": stem, **files, **more})
