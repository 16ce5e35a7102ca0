import shutil
from pathlib import Path

import pytest

from tests.apps import sent, started
from tests.desks import DeskApp, opened, pair, pki, shown, until
from workbench.screens import typed_certificate
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.desk import Desk
from workbench.settings import load
from workbench.widgets.fact_sheet import FactSheet
from workbench.widgets.text_field import TextField

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pki(tmp_path / "pki")
    return tmp_path / "pki"


def unwrapped(app: DeskApp) -> str:
    return "".join(shown(app).replace("│", " ").split())


async def test_the_list_says_where_a_moved_file_is_and_enter_takes_it_in_the_form(folder: Path, tmp_path: Path) -> None:
    entry = pair(folder, "alice")
    (folder / "old").mkdir()
    for ending in ("crt", "key"):
        (folder / f"alice.{ending}").rename(folder / "old" / f"alice.{ending}")
    new = folder / "old" / "alice.crt"
    home = tmp_path / "home"
    async with opened(home, CertificatesScreen, certificates=(entry,), size=(200, 50)) as (app, pilot):
        await until(pilot, lambda: f"Moved?: found at {new}" in app.screen.query_one(FactSheet).text)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))
        await until(pilot, lambda: f"foundat{new}(byitsname):Entertakesit" in unwrapped(app))
        await until(pilot, lambda: app.screen.query_one("#cert", TextField).has_focus)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#cert", TextField).value == str(new))
        await until(pilot, lambda: "CN=alice,until" in unwrapped(app))
        assert app.screen.query_one("#cert", TextField).has_focus
        await pilot.press("enter", "enter")
        await until(pilot, lambda: app.screen.query_one("#key", TextField).value == str(folder / "old" / "alice.key"))
        await until(pilot, lambda: "thiscertificate'skey" in unwrapped(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
        saved = app.saved.settings.certificates[0]
    assert (saved.cert_file, saved.key_file) == (str(new), str(folder / "old" / "alice.key"))


async def test_nothing_is_taken_unasked_and_typing_takes_the_offer_away(folder: Path, tmp_path: Path) -> None:
    entry = pair(folder, "alice")
    (folder / "old").mkdir()
    (folder / "alice.crt").rename(folder / "old" / "alice.crt")

    def edit(desk: Desk) -> AddCertificateScreen:
        return AddCertificateScreen(desk, typed_certificate.from_entry(desk.settings.certificates[0]), "cert_file")

    async with opened(tmp_path / "home", edit, certificates=(entry,), size=(200, 50)) as (app, pilot):
        await until(pilot, lambda: "Entertakesit" in unwrapped(app))
        field = app.screen.query_one("#cert", TextField)
        assert field.value == entry.cert_file
        await pilot.press("x", "enter")
        assert field.value == f"{entry.cert_file}x" and not field.has_focus


async def test_the_remedy_of_a_failed_send_offers_the_new_place(lab_home: Path, tmp_path: Path) -> None:
    text = (lab_home / "settings.toml").read_text()
    alice = next(one for one in load(lab_home / "settings.toml").certificates if one.name == "alice")
    own = tmp_path / "own"
    own.mkdir()
    for name in ("cert_file", "key_file"):
        shutil.copy(str(getattr(alice, name)), own / f"{name}.pem")
        text = text.replace(str(getattr(alice, name)), str(own / f"{name}.pem"))
    (lab_home / "settings.toml").write_text(text)
    (own / "cert_file.pem").rename(own / "renamed.pem")
    async with started(lab_home, (120, 40)) as (app, pilot):
        exchange = await sent(app, pilot, "s")
        assert exchange.failure is not None and exchange.failure.problem == "file_missing"
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))
        await until(pilot, lambda: "Entertakesit" in "".join(shown(app).replace("│", " ").split()))
        await until(pilot, lambda: app.focused is not None and app.focused.id == "cert")
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one("#cert", TextField).value == str(own / "renamed.pem"))
