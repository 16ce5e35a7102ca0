"""A server's certificate put where a client's belongs: said under the field, and one key takes it where it belongs."""

from pathlib import Path

import pytest
from cryptography import x509

from tests import hops
from tests.desks import DeskApp, opened, pki, shown, typed, until
from tests.hops import exchange, hop
from workbench.certificates import names
from workbench.demo.authority import Authority, Order
from workbench.demo.issued import pem
from workbench.models import CaEntry
from workbench.screens.add_ca import AddCaScreen, CaSaved
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificate_fields import CertificateFields
from workbench.screens.typed_certificate import TypedCertificate
from workbench.widgets.action_button import ActionButton

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    ca = Authority.root("Server CA")
    (made / "server.crt").write_bytes(
        pem(ca.issue(Order(common_name="a.test", dns=("a.test",), use="server")).certificate)
    )
    ca.issue(Order(common_name="both", use="both")).write(made, "both")
    return made


def flat(app: DeskApp) -> str:
    return " ".join(shown(app).replace("│", " ").split())


def filled(folder: Path, cert: str, key: str = "") -> TypedCertificate:
    return TypedCertificate(host="a.test", port="8443", cert=str(folder / cert), key=str(folder / key) if key else "")


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
@pytest.mark.parametrize(
    ("cert", "says"),
    [
        ("server.crt", "looks like the server's own certificate: ^T adds it as a CA instead."),
        ("company-ca.pem", "is the certificate of a CA, and its key is not here: ^T adds it as a CA instead."),
    ],
)
async def test_one_key_adds_it_as_a_ca_with_file_and_host_kept(
    folder: Path, tmp_path: Path, cert: str, says: str, size: tuple[int, int]
) -> None:
    form = filled(folder, cert)
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, form), size=size) as (app, pilot):
        fields = app.screen.query_one(CertificateFields)
        await until(pilot, lambda: any(says in note.text for note in fields.notes("cert")))
        assert app.screen.query_one("#as-ca", ActionButton).display
        await pilot.press("ctrl+t")
        await until(pilot, lambda: isinstance(app.screen, AddCaScreen))
        await until(pilot, lambda: "a.test" in flat(app) and ("ok CN=" in flat(app) or "no CA but" in flat(app)))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: app.results == [None])
        assert app.saved.settings.cas == (CaEntry(file=form.cert, host="a.test", port=8443),)
        assert not app.saved.settings.certificates
        assert "Trusted as a CA for a.test:8443 from the next send on." in app.said


async def test_a_certificate_for_clients_is_offered_nothing_of_the_kind(folder: Path, tmp_path: Path) -> None:
    form = filled(folder, "both.crt", "both.key")
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, form)) as (app, pilot):
        fields = app.screen.query_one(CertificateFields)
        await until(pilot, lambda: "CN=both" in str(fields.notes("cert")))
        assert not app.screen.query_one("#as-ca", ActionButton).display
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert isinstance(app.screen, AddCertificateScreen)


async def test_one_that_a_server_presented_as_its_own_is_known_again(folder: Path, tmp_path: Path) -> None:

    leaf = names.describe(x509.load_pem_x509_certificate((folder / "both.crt").read_bytes()))
    form = filled(folder, "both.crt", "both.key")
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, form)) as (app, pilot):
        app.desk.servers.meet(exchange(hop(hops.accepted(peer_chain=(leaf,)))))
        await typed(pilot, " ")
        fields = app.screen.query_one(CertificateFields)
        await pilot.press("backspace")
        await until(pilot, lambda: "A server presented this certificate as its own" in str(fields.notes("cert")))


async def test_a_servers_own_certificate_needs_a_host_to_be_trusted_for(folder: Path, tmp_path: Path) -> None:
    ca = CaEntry(file=str(folder / "server.crt"))
    async with opened(tmp_path, lambda desk: AddCaScreen(desk, typed=ca)) as (app, pilot):
        await until(pilot, lambda: "Or name a host, to trust this one there alone." in flat(app))
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert not app.results
        await pilot.press("tab")
        await typed(pilot, "a.test")
        await until(pilot, lambda: "no CA but a server's own certificate: a new one will need trust again" in flat(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app.results))
        assert isinstance(app.results[0], CaSaved)
