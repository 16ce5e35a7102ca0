"""Every message of the form for a certificate that is not about a fault in files: those are tests/fault_cases.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from textual.pilot import Pilot

from tests.certificate_files import SECRET, Made, made, write
from tests.desks import DeskApp, opened, pair, pki, shown, until
from tests.test_certificate_faults import squeezed
from workbench.screens import typed_certificate
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificate_fields import CertificateFields
from workbench.screens.typed_certificate import FormField, TypedCertificate
from workbench.widgets.text_field import TextField

pytestmark = pytest.mark.slow

SIZE = (80, 60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pki")
    pki(folder)
    now = datetime.now(UTC)
    period = (now - timedelta(days=1), now + timedelta(days=300, hours=1))
    alice, bob = made("alice", period=period), made("bob", period=period)
    write(folder / "both.pem", alice.key_pem(), alice.pem)
    write(folder / "two.pem", alice.key_pem(), alice.pem, bob.key_pem(), bob.pem)
    nobody = _nameless(period)
    write(folder / "nobody.pem", nobody.key_pem(), nobody.pem)
    return folder


def _nameless(period: tuple[datetime, datetime]) -> Made:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder(x509.Name([]), x509.Name([]), key.public_key(), 7, *period)
    return Made(certificate=builder.sign(key, SHA256()), key=key)


def notes(app: DeskApp, field: FormField) -> str:
    return "\n".join(f"{note.tone}: {note.text}" for note in app.screen.query_one(CertificateFields).notes(field))


def in_sight(app: DeskApp, text: str) -> bool:
    return squeezed(text.replace("`", "")) in squeezed(shown(app))


PLACES: tuple[tuple[str, str, str], ...] = (
    ("", "443", "bad: The host is empty: write one, such as api.example.com or *.example.com."),
    ("!a.test", "", "bad: A host cannot begin with “!”: an entry says which hosts it is for, never which not."),
    (".a.test", "", "bad: “.a.test” begins with a dot: *.a.test is every subdomain."),
    ("a..test", "", "bad: “a..test” has nothing before, after or between its dots."),
    ("*..a.test", "", "bad: “*..a.test” has nothing before, after or between its dots."),
    ("a,b.test", "", "bad: “a,b.test” is no host: a part is too long or holds what no host can."),
    ("a:b:c", "", "bad: There is more than one colon in the host, but it is no IPv6 address."),
    ("a%41.test", "", "bad: There is a % in the host: write the host itself, without zone or percent-encoding."),
    ("a\\b.test", "", "bad: There is a backslash in the host or before it: write / where a path begins."),
    ("a b.test", "", "bad: There is a blank or a control character in the host or beside it: take it out."),
    ("a[.test", "", "bad: “a[.test” is no pattern: “[” is never closed by “]”."),
    ("*ü.test", "", "bad: “*ü.test” has a wildcard and a letter outside ASCII in the same label."),
    ("xn--.test", "", "bad: “xn--.test” is no internationalized host name."),
    ("127.1", "", "bad: “127.1” ends in a number and is no IPv4 address of four decimal numbers."),
    ("a.test:x", "", "bad: What stands after the colon is not a port: a number from 1 to 65535."),
    ("a.test:70000", "", "bad: The port is not a number from 1 to 65535."),
    ("[::1", "", "bad: An IPv6 address stands in one pair of brackets, a port after a colon: [::1]:443."),
    (
        "https://a?.test",
        "",
        "bad: Write the host without the part before //: after that, a ? could also begin a query.",
    ),
    ("a@b@c.test", "", "bad: There is more than one @ before the path: write %40 for one in a user or password."),
    ("a.test:1", "2", "bad: The host holds another port than Port says: leave one of them out."),
    ("a.test", "x", "bad: A port is a number from 1 to 65535, or * for any; empty means 443."),
    ("a.test", "", "good: https://a.test:443 only"),
    ("a.test", "*", "good: https://a.test on any port"),
    ("*.a.test", "", "good: https://*.a.test:443 only; every subdomain at any depth, not a.test itself"),
    ("*", "", "warn: `*` is every host: each server that asks gets this certificate."),
    ("my.a.*", "", "warn: `my.a.*` ends in a wildcard, so it also covers hosts of other owners."),
    ("api.example.test", "", "warn: alice is for the same host and port: this one, added last, wins."),
)


async def test_what_is_wrong_with_a_host_or_a_port_stands_under_it_while_it_is_typed(
    folder: Path, tmp_path: Path
) -> None:
    lists = (pair(folder, "alice"),)
    async with opened(tmp_path, AddCertificateScreen, certificates=lists, size=SIZE) as (app, pilot):
        for host, port, says in PLACES:
            app.screen.query_one("#host", TextField).value = host
            app.screen.query_one("#port", TextField).value = port
            await until(pilot, lambda says=says: says in notes(app, "host").splitlines())  # type: ignore[misc]
            await until(pilot, lambda says=says: in_sight(app, says.partition(": ")[2]))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "says"), [("none", '"none" stands for no certificate'), ("a:b", "without a colon"), ("a", "")]
)
async def test_what_is_wrong_with_a_name_stands_under_it(tmp_path: Path, name: str, says: str) -> None:
    async with opened(tmp_path, AddCertificateScreen, size=SIZE) as (app, pilot):
        app.screen.query_one("#name", TextField).value = name
        await until(pilot, lambda: bool(notes(app, "name")) is bool(says))
        assert says in notes(app, "name") and in_sight(app, says)


@dataclass(frozen=True)
class Told:
    """What stands in the form, and a note that comes of it."""

    typed: TypedCertificate
    field: FormField
    says: str


FILES: dict[str, Told] = {
    "what the certificate is": Told(
        TypedCertificate(cert="alice.crt", key="alice.key"), "cert", "days left, issued by CN=Example Test CA"
    ),
    "no subject": Told(TypedCertificate(cert="nobody.pem"), "cert", "good: no subject, until"),
    "key beside it": Told(
        TypedCertificate(cert="alice.crt", key="alice.key"), "key", "good: EC-P-256, this certificate's key"
    ),
    "key in it": Told(TypedCertificate(cert="both.pem"), "key", "good: EC-P-256, the key is in the certificate's file"),
    "several": Told(
        TypedCertificate(cert="two.pem"),
        "cert",
        "the first one is taken, CN=alice, and not CN=bob. Keep each in a file",
    ),
    "several in the field for a PFX": Told(
        TypedCertificate(files="pfx", pfx="two.pem"), "pfx", "the first one is taken, CN=alice"
    ),
    "opened": Told(
        TypedCertificate(files="pfx", pfx="bob.p12", passphrase=SECRET), "passphrase", "good: opens the file"
    ),
    "needless passphrase": Told(
        TypedCertificate(cert="alice.crt", key="alice.key", passphrase=SECRET),
        "passphrase",
        "not needed, and not kept: the key is not encrypted",
    ),
    "expired": Told(TypedCertificate(cert="old.crt", key="old.key"), "cert", "bad: Your certificate CN=old expired"),
    "of a CA": Told(
        TypedCertificate(cert="company-ca.pem"), "cert", "and its key is not here: ^T adds it as a CA instead."
    ),
    "no file": Told(TypedCertificate(files="pfx"), "pfx", "bad: Choose the PFX file."),
    "CA that is none": Told(
        TypedCertificate(cert="both.pem", ca="alice.crt"), "ca", "choose the certificate of the CA that issued it"
    ),
}


@pytest.mark.parametrize("case", FILES)
async def test_what_files_hold_stands_under_their_fields(folder: Path, tmp_path: Path, case: str) -> None:
    told = FILES[case]
    here = {name: str(folder / path) for name in ("cert", "key", "pfx", "ca") if (path := getattr(told.typed, name))}
    filled = replace(told.typed, host="a.test", **here)  # type: ignore[arg-type]
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled), size=SIZE) as (app, pilot):
        if case == "no file":
            await pilot.press("ctrl+s")
        await until(pilot, lambda: told.says in notes(app, told.field))
        await until(pilot, lambda: in_sight(app, told.says.removeprefix("good: ").removeprefix("bad: ").strip(" :")))


async def edited(app: DeskApp, pilot: Pilot[None], number: int) -> CertificateFields:
    entry = app.desk.settings.certificates[number]
    app.push_screen(AddCertificateScreen(app.desk, typed_certificate.from_entry(entry)))
    await until(pilot, lambda: bool(app.screen.query(CertificateFields)))
    await pilot.pause()
    return app.screen.query_one(CertificateFields)


async def test_the_rival_that_wins_is_named_and_a_sealed_passphrase_is_kept(folder: Path, tmp_path: Path) -> None:
    lists = (pair(folder, "alice", passphrase=SECRET), pair(folder, "soon"))
    async with opened(tmp_path, AddCertificateScreen, certificates=lists, size=SIZE) as (app, pilot):
        await edited(app, pilot, 0)
        await until(pilot, lambda: "soon, added later, wins." in notes(app, "host"))
        await until(pilot, lambda: in_sight(app, "One is sealed: leave this empty to keep it."))


async def test_settings_that_cannot_be_saved_are_said_and_the_form_stays(folder: Path, tmp_path: Path) -> None:
    filled = TypedCertificate(host="a.test", cert=str(folder / "both.pem"))
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled), size=SIZE) as (app, pilot):
        app.desk.folders.settings_file.write_text("this is = = no settings file")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: in_sight(app, "Not saved: the console (F9) says why."))
        assert not app.results


async def test_a_passphrase_that_cannot_be_sealed_is_said_and_the_form_stays(folder: Path, tmp_path: Path) -> None:
    filled = TypedCertificate(host="a.test", files="pfx", pfx=str(folder / "bob.p12"), passphrase=SECRET)
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled), size=SIZE) as (app, pilot):
        app.desk.folders.sealing.write_text("a file where a folder of keys belongs")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: in_sight(app, "The passphrase was not sealed: the key in"))
        assert not app.results and not app.saved.settings.certificates
