"""The form that puts new files into an entry's place, and what u makes of it, by keys alone at 80x24."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.desks import SECRET, DeskApp, opened, pair, pasted, pki, shown, typed, until
from workbench.models import CertificateEntry, Seen
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.desk import Desk
from workbench.screens.replace_certificate import ReplaceCertificateScreen
from workbench.widgets.certificate_table import CertificateTable
from workbench.widgets.finding import Finding
from workbench.widgets.old_and_new import OldAndNew

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki")
    pki(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Files that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "pki"))


@pytest.fixture
def replacing() -> Callable[[Desk], ReplaceCertificateScreen]:
    return lambda desk: ReplaceCertificateScreen(desk, desk.settings.certificates[0])


def sheet(app: DeskApp) -> str:
    return app.screen.query_one(OldAndNew).text


def warnings(app: DeskApp) -> str:
    return "\n".join(f"{note.tone}: {note.text}" for note in app.screen.query_one("#warnings", Finding).notes)


def outcome(app: DeskApp) -> str:
    return "\n".join(note.text for note in app.screen.query_one("#outcome", Finding).notes)


async def choose(app: DeskApp, pilot: Pilot[None], folder: Path, stem: str) -> None:
    """Type the name of another file over the one selected, and paste a whole path for the key over the old one."""
    await typed(pilot, f"{stem}.crt")
    await pilot.press("tab")
    await pasted(pilot, str(folder / f"{stem}.key"))


async def test_new_files_take_the_place_and_everything_else_stays(
    folder: Path, tmp_path: Path, replacing: Callable[[Desk], ReplaceCertificateScreen]
) -> None:
    first = replace(pair(folder, "alice"), port=8443, ca_file=str(folder / "company-ca.pem"), enabled=False)
    others = (pair(folder, "old", host="old.test"),)
    async with opened(tmp_path / "home", replacing, certificates=(first, *others)) as (app, pilot):
        await until(pilot, lambda: "These are the files it has" in warnings(app))
        await choose(app, pilot, folder, "soon")
        await until(pilot, lambda: "SOONER" in sheet(app) and "ok" in shown(app))
        assert "Subject CN=alice CN=soon OTHER" in sheet(app)
        assert "Issuer CN=Example Test CA CN=Example Test CA same" in sheet(app)
        for label in ("Serial", "Valid", "Days left 364 days 11 days", "Key EC-P-256 EC-P-256 same", "SHA-256"):
            assert label in sheet(app)
        assert "warn: The new one has another subject: CN=soon, not CN=alice." in warnings(app)
        assert "warn: The new one ends sooner" in warnings(app)
        await until(pilot, lambda: "this certificate's key" in shown(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app.results))
        listed = app.saved.settings.certificates
    renewed = pair(folder, "soon")
    assert listed[0].seen is not None and listed[0].seen.subject == "CN=soon"
    assert listed == (
        replace(first, cert_file=renewed.cert_file, key_file=renewed.key_file, seen=listed[0].seen),
        *others,
    )


async def test_a_pfx_may_take_the_place_of_a_pair(
    folder: Path, tmp_path: Path, replacing: Callable[[Desk], ReplaceCertificateScreen]
) -> None:
    async with opened(tmp_path / "home", replacing, certificates=(pair(folder, "alice"),)) as (app, pilot):
        await pilot.press("shift+tab", "right", "tab")
        await pasted(pilot, str(folder / "bob.p12"))
        await pilot.press("tab")
        await typed(pilot, SECRET)
        await until(pilot, lambda: "Subject CN=alice CN=bob OTHER" in sheet(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app.results))
        entry = app.saved.settings.certificates[0]
    assert (entry.id, entry.cert_file, entry.pfx_file) == ("alice", None, str(folder / "bob.p12"))
    assert (entry.passphrase or "").startswith("sealed:")


async def test_the_files_it_has_are_no_replacement(
    folder: Path, tmp_path: Path, replacing: Callable[[Desk], ReplaceCertificateScreen]
) -> None:
    async with opened(tmp_path / "home", replacing, certificates=(pair(folder, "alice"),)) as (app, pilot):
        await until(pilot, lambda: "These are the files it has" in warnings(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Choose the new ones first" in outcome(app))
        assert not app.results
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])


async def test_a_new_certificate_under_the_old_name_needs_no_key_but_save(
    folder: Path, tmp_path: Path, replacing: Callable[[Desk], ReplaceCertificateScreen]
) -> None:
    whole = pair(folder, "alice")
    async with opened(tmp_path / "home", lambda desk: CertificatesScreen(desk), certificates=(whole,)) as (app, pilot):
        from workbench.screens import certificate_reading

        status = certificate_reading.statuses(app.desk, (whole,))["alice"]
        assert status.subject and status.not_after and status.sha256
        seen = Seen(subject=status.subject, not_after=status.not_after, sha256=status.sha256)
        await pilot.press("q")
    for ending in ("crt", "key"):
        shutil.copy(folder / f"soon.{ending}", folder / f"alice.{ending}")
    entry = replace(whole, seen=seen)
    async with opened(tmp_path / "other", replacing, certificates=(entry,)) as (app, pilot):
        await until(pilot, lambda: "good: New file since " in warnings(app) and "CN=soon" in sheet(app))
        assert "was CN=alice, until" in warnings(app) and "^S takes it" in warnings(app)
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app.results))
        saved = app.saved.settings.certificates[0]
    assert saved.seen is not None and saved.seen.subject == "CN=soon"


async def test_r_replaces_in_the_list_and_u_puts_the_old_files_back_after_a_restart(
    folder: Path, tmp_path: Path
) -> None:
    def table(app: DeskApp) -> CertificateTable:
        return app.screen_stack[1].query_one(CertificateTable)

    home = tmp_path / "home"
    entries = (pair(folder, "alice"), pair(folder, "old", host="old.test"))
    async with opened(home, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ReplaceCertificateScreen))
        await until(pilot, lambda: "These are the files it has" in warnings(app))
        await choose(app, pilot, folder, "soon")
        await until(pilot, lambda: "Subject CN=alice CN=soon OTHER" in sheet(app))
        await until(pilot, lambda: "this certificate's key" in shown(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen) and "soon.crt" in shown(app))
        assert "replaced; u puts the old files back" in shown(app)
        replaced = app.saved.settings.certificates
    async with opened(home, CertificatesScreen, certificates=replaced) as (app, pilot):
        assert table(app).can_undo
        await pilot.press("u")
        await until(pilot, lambda: "has its old files again" in shown(app))
        back = app.saved.settings.certificates
        assert [one.id for one in back] == ["alice", "old"]
        assert back[0].cert_file == entries[0].cert_file
        assert not table(app).can_undo
        await pilot.press("u")
        assert app.saved.settings.certificates == back


async def test_what_another_copy_removed_is_brought_back_here(folder: Path, tmp_path: Path) -> None:
    from tests import cli

    home = tmp_path / "home"
    entries: tuple[CertificateEntry, ...] = (pair(folder, "alice"), pair(folder, "old", host="old.test"))
    async with opened(home, CertificatesScreen, certificates=entries) as (app, pilot):
        ended = cli.process("certs", "remove", "alice", home=home)
        assert ended.status == 0, ended.err
        await pilot.press("down", "x")  # any change here brings what the other copy did
        await until(pilot, lambda: app.screen_stack[1].query_one(CertificateTable).can_undo)
        await pilot.press("u")
        await until(pilot, lambda: [one.id for one in app.saved.settings.certificates] == ["alice", "old"])
        await until(pilot, lambda: "is back in its place" in shown(app))


async def test_a_file_rotated_on_disk_is_said_when_the_list_is_looked_at_and_remembered(
    folder: Path, tmp_path: Path
) -> None:
    entry = replace(
        pair(folder, "alice"), seen=Seen(subject="CN=before", not_after=datetime(2026, 1, 1, tzinfo=UTC), sha256="00")
    )
    home = tmp_path / "home"
    async with opened(home, CertificatesScreen, certificates=(entry,)) as (app, pilot):
        await until(pilot, lambda: any("alice: New file since " in said for said in app.said))
        await until(pilot, lambda: app.saved.settings.certificates[0].seen != entry.seen)
        (said,) = [words for words in app.said if "New file" in words]
        assert "was CN=before, until 2026-01-01; is CN=alice, serial " in said
        kept = app.saved.settings.certificates
    async with opened(home, CertificatesScreen, certificates=kept) as (app, pilot):
        await until(pilot, lambda: "ok 364" in shown(app) or "364" in shown(app))
        assert not any("New file" in words for words in app.said)
