from pathlib import Path

import pytest

from tests.desks import SECRET, opened, pasted, pki, shown, until
from workbench.models import CertificateEntry
from workbench.screens.passphrase import Opened, PassphraseScreen

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bob(tmp_path_factory: pytest.TempPathFactory) -> CertificateEntry:
    folder = tmp_path_factory.mktemp("pki")
    pki(folder)
    return CertificateEntry(id="bob", host="bob.test", name="bob", pfx_file=str(folder / "bob.p12"), passphrase="ask")


async def test_a_wrong_passphrase_is_refused_and_the_right_one_remembered(
    tmp_path: Path, bob: CertificateEntry
) -> None:
    async with opened(tmp_path, lambda desk: PassphraseScreen(desk, bob), certificates=(bob,)) as (app, pilot):
        await pasted(pilot, "wrong")
        await pilot.press("enter")
        await until(pilot, lambda: "does not open" in shown(app))
        await pilot.press("ctrl+u")
        await pasted(pilot, SECRET + "\r\n")
        await pilot.press("enter")
        await until(pilot, lambda: app.results == [Opened(entry=bob)])
        assert app.desk.passphrases.of(bob) == SECRET
        assert app.saved.settings.certificates[0].passphrase == "ask"


async def test_it_can_be_sealed_instead_of_asked_again(tmp_path: Path, bob: CertificateEntry) -> None:
    async with opened(tmp_path, lambda desk: PassphraseScreen(desk, bob), certificates=(bob,)) as (app, pilot):
        await pasted(pilot, SECRET)
        await pilot.press("down", "right", "down", "enter")
        await until(pilot, lambda: bool(app.results))
        sealed = app.saved.settings.certificates[0]
        assert sealed.passphrase is not None and sealed.passphrase.startswith("sealed:")
        assert app.saved.passphrases.of(sealed) == SECRET


async def test_an_empty_one_is_not_tried(tmp_path: Path, bob: CertificateEntry) -> None:
    async with opened(tmp_path, lambda desk: PassphraseScreen(desk, bob), certificates=(bob,)) as (app, pilot):
        await pilot.press("enter")
        await until(pilot, lambda: "Type the passphrase" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])


async def test_it_never_shows(tmp_path: Path, bob: CertificateEntry) -> None:
    async with opened(tmp_path, lambda desk: PassphraseScreen(desk, bob), certificates=(bob,)) as (app, pilot):
        await pasted(pilot, SECRET)
        assert SECRET not in shown(app)
