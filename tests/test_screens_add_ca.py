from pathlib import Path

import pytest

from tests.desks import DeskApp, opened, pasted, pki, shown, typed, until
from tests.no_cas import write_no_cas
from workbench.models import CaEntry
from workbench.screens.add_ca import AddCaScreen, CaSaved

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    write_no_cas(made)
    return made


def flat(app: DeskApp) -> str:
    return " ".join(shown(app).replace("│", " ").split())


async def test_a_ca_is_added_for_every_host_or_for_one(folder: Path, tmp_path: Path) -> None:
    file = str(folder / "company-ca.pem")
    for host, port, limited in (("", "", (None, None)), ("*.a.test", "8443", ("*.a.test", 8443))):
        async with opened(tmp_path, AddCaScreen) as (app, pilot):
            await pasted(pilot, file)
            await until(pilot, lambda: "ok CN=Example Test CA, until" in flat(app))
            await pilot.press("tab")
            await typed(pilot, host)
            await pilot.press("tab")
            await typed(pilot, port)
            await pilot.press("ctrl+s")
            await until(pilot, lambda: bool(app.results))
            (saved,) = app.saved.settings.cas
            assert app.results == [CaSaved(ca=saved)]
            assert (saved.file, saved.host, saved.port) == (file, *limited)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("alice.crt", "alice.crt holds no CA, only CN=alice: choose the certificate of the CA that issued it"),
        ("alice.key", "alice.key holds a private key and no certificate: choose the CA's certificate."),
        ("bob.p12", "bob.p12 is a PKCS#12 file with a passphrase: take the CA's certificate out of it with:"),
        ("store.jks", "store.jks is a Java key store: take the CA's certificate out of it with:"),
        ("request.csr", "holds a certificate request (CSR): choose the certificate of the CA that signs it."),
        ("empty.pem", "empty.pem is empty."),
        ("noise.pem", "noise.pem is neither a certificate nor a key"),
        ("public.pem", "holds a key and no certificate: choose the CA's certificate."),
        ("cut.pem", "without its END line: it is cut off"),
        ("folder.pem", "is a folder"),
        ("no-such.pem", "No such file."),
    ],
)
async def test_a_file_without_a_ca_is_refused_with_the_reason(
    folder: Path, tmp_path: Path, file: str, says: str
) -> None:
    async with opened(tmp_path, AddCaScreen) as (app, pilot):
        await pasted(pilot, str(folder / file))
        await until(pilot, lambda: says in flat(app))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert not app.results and not app.saved.settings.cas


async def test_a_port_alone_is_refused(folder: Path, tmp_path: Path) -> None:
    async with opened(tmp_path, AddCaScreen) as (app, pilot):
        await pasted(pilot, str(folder / "company-ca.pem"))
        await pilot.press("tab", "tab")
        await typed(pilot, "8443")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "A port needs a host" in flat(app))
        assert not app.results


async def test_an_edited_ca_keeps_its_place_and_its_switch(folder: Path, tmp_path: Path) -> None:
    one = CaEntry(file=str(folder / "company-ca.pem"), enabled=False)
    two = CaEntry(file="/other.pem")
    async with opened(tmp_path, lambda desk: AddCaScreen(desk, one), cas=(one, two)) as (app, pilot):
        await pilot.press("tab")
        await typed(pilot, "a.test")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app.results))
        assert [(ca.host, ca.enabled) for ca in app.saved.settings.cas] == [("a.test", False), (None, True)]
