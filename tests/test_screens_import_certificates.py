import json
from pathlib import Path

import pytest

from tests.desks import SECRET, DeskApp, opened, pair, pasted, pki, shown, until
from tests.foreign_lists import LISTS
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.import_certificates import ImportCertificatesScreen, Imported

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    certs = [
        {"domain": "api.example.test", "type": "cert", "certFilePath": "alice.crt", "keyFilePath": "alice.key"},
        {"domain": "*.partner.test", "type": "pfx", "pfxFilePath": "bob.p12", "passphrase": SECRET},
        {"domain": "{{host}}", "type": "cert", "certFilePath": "a", "keyFilePath": "b"},
    ]
    (made / "bruno.json").write_text(json.dumps({"clientCertificates": {"enabled": True, "certs": certs}}))
    return made


def flat(app: DeskApp) -> str:
    return " ".join(shown(app).replace("│", " ").replace("║", " ").split())


async def test_the_rows_are_shown_before_they_are_imported_and_stay_to_be_read(folder: Path, tmp_path: Path) -> None:
    async with opened(tmp_path, ImportCertificatesScreen) as (app, pilot):
        await pasted(pilot, str(folder / "bruno.json"))
        await until(pilot, lambda: "2 added, 1 left out" in flat(app))
        assert "api.example.test:* clientCertificates.certs[0]" in flat(app)
        assert not app.saved.settings.certificates
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Imported; this is what became of its rows" in flat(app))
        bob, alice = app.saved.settings.certificates
        assert (alice.cert_file, bob.host) == (str(folder / "alice.crt"), "*.partner.test")
        assert bob.passphrase and bob.passphrase.startswith("sealed:")
        await pilot.press("end")
        await until(pilot, lambda: "domain holds a variable" in flat(app))
        assert SECRET not in flat(app)
        await pilot.press("ctrl+s", "escape")
        await until(pilot, lambda: bool(app.results))
        assert app.results == [Imported(certificates=2, cas=0, first=bob.id)]
        assert len(app.saved.settings.certificates) == 2


async def test_passphrases_can_be_left_to_be_asked_for(folder: Path, tmp_path: Path) -> None:
    async with opened(tmp_path, ImportCertificatesScreen) as (app, pilot):
        await pasted(pilot, str(folder / "bruno.json"))
        await until(pilot, lambda: "2 added" in flat(app))
        await pilot.press("tab", "space")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Imported;" in flat(app))
        assert [entry.passphrase for entry in app.saved.settings.certificates] == ["ask", None]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not JSON"),
        ('{"a": 1}', "no list of certificates"),
        (None, "does not exist"),
        ("[]", "no certificates in it"),
    ],
)
async def test_a_file_that_is_no_list_says_so_under_the_field(tmp_path: Path, content: str | None, says: str) -> None:
    file = tmp_path / "list.json"
    if content is not None:
        file.write_text(content)
    async with opened(tmp_path / "home", ImportCertificatesScreen, size=(60, 16)) as (app, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Choose the file with the list." in flat(app))
        await pasted(pilot, str(file))
        await until(pilot, lambda: says in flat(app))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert not app.saved.settings.certificates
        await pilot.press("escape")
        await until(pilot, lambda: bool(app.results))
        assert app.results == [None]


async def test_i_opens_it_from_a_list_that_may_be_empty(folder: Path, tmp_path: Path) -> None:
    for entries in ((), (pair(folder, "alice"),)):
        home = tmp_path / str(len(entries))
        async with opened(home, CertificatesScreen, certificates=entries) as (app, pilot):
            await pilot.press("i")
            await until(pilot, lambda app=app: isinstance(app.screen, ImportCertificatesScreen))  # type: ignore[misc]
            file = folder / "list.toml"
            file.write_text(LISTS["toml"])
            await pasted(pilot, str(file))
            await until(pilot, lambda app=app: "added" in flat(app))  # type: ignore[misc]
            await pilot.press("ctrl+s")
            await until(pilot, lambda app=app: "Imported;" in flat(app))  # type: ignore[misc]
            await pilot.press("escape")
            await until(pilot, lambda app=app: isinstance(app.screen, CertificatesScreen))  # type: ignore[misc]
            assert len(app.saved.settings.cas) == 1
            await pilot.press("u")
            await until(pilot, lambda app=app: "The import is taken back" in flat(app))  # type: ignore[misc]
            assert app.saved.settings.certificates == entries
            assert not app.saved.settings.cas
