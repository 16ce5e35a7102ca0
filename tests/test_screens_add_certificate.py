from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.desks import SECRET, DeskApp, opened, pair, pasted, pki, shown, typed, until
from workbench.certificates.faults import MaterialField
from workbench.models import CertificateEntry, Seen
from workbench.screens import typed_certificate
from workbench.screens.add_certificate import AddCertificateScreen, CertificateSaved
from workbench.screens.certificate_fields import CertificateFields
from workbench.screens.desk import Desk
from workbench.screens.typed_certificate import FormField, TypedCertificate
from workbench.widgets.finding import Finding
from workbench.widgets.path_field import PathField
from workbench.widgets.text_field import TextField

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    return made


def notes(app: DeskApp, field: FormField) -> str:
    found = app.screen.query_one(CertificateFields).notes(field)
    return "\n".join(f"{note.tone}: {note.text}" for note in found)


async def saved(app: DeskApp, pilot: Pilot[None]) -> CertificateEntry:
    """Press ^S, and return the entry as it is on the disk then."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda: bool(app.results))
    assert isinstance(app.results[0], CertificateSaved)
    return next(e for e in app.saved.settings.certificates if e.id == app.results[0].entry.id)


async def test_a_pair_is_added_by_keys_alone_and_its_findings_stand_under_its_fields(
    folder: Path, tmp_path: Path
) -> None:
    async with opened(tmp_path, AddCertificateScreen) as (app, pilot):
        await typed(pilot, "*.Example.test")
        assert "https://*.example.test:443 only" in notes(app, "host")
        await pilot.press("tab")
        await typed(pilot, "8443")
        await pilot.press("tab")
        await typed(pilot, "alice")
        await pilot.press("tab", "tab")
        await pasted(pilot, str(folder / "alice.crt"))
        await until(pilot, lambda: "CN=alice" in notes(app, "cert"))
        assert "good:" in notes(app, "cert") and "warn:" in notes(app, "key")
        await pilot.press("enter")
        await pasted(pilot, str(folder / "alice.key"))
        await until(pilot, lambda: "good: EC-P-256, this certificate's key" in notes(app, "key"))
        entry = await saved(app, pilot)
    assert (entry.host, entry.port, entry.name) == ("*.example.test", 8443, "alice")
    assert entry.seen is not None and entry.seen.subject == "CN=alice"
    assert entry.passphrase is None and entry.enabled


@pytest.mark.parametrize(
    ("cert", "key", "field", "says"),
    [
        ("alice.crt", "carol.key", "passphrase", "encrypted"),
        ("alice.crt", "old.key", "key", "another certificate"),
        ("old.crt", "old.key", "cert", "bad: Your certificate CN=old expired"),
        ("soon.crt", "soon.key", "cert", "warn: Your certificate CN=soon expires"),
        ("no-such.crt", "alice.key", "cert", "no-such.crt: no such file."),
        ("alice.key", "alice.key", "cert", "bad:"),
        ("alice.crt", "company-ca.pem", "key", "bad:"),
    ],
)
async def test_a_fault_stands_under_the_field_concerned(
    folder: Path, tmp_path: Path, cert: str, key: str, field: FormField, says: str
) -> None:
    filled = TypedCertificate(host="a.test", cert=str(folder / cert), key=str(folder / key))
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled)) as (app, pilot):
        await until(pilot, lambda: says in notes(app, field))


async def test_a_finding_does_not_keep_one_from_saving(folder: Path, tmp_path: Path) -> None:
    filled = TypedCertificate(host="a.test", cert=str(folder / "old.crt"), key=str(folder / "old.key"))
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled)) as (app, pilot):
        entry = await saved(app, pilot)
    assert entry.cert_file == str(folder / "old.crt")


def unwrapped(app: DeskApp) -> str:
    """The screen in one line: where a sentence with a path in it is broken depends on the path."""
    return " ".join(shown(app).replace("│", " ").split())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"key": "alice.key", "cert": "old.crt"}, "another certificate"),
        ({"cert": "no-such.crt"}, "no-such.crt: no such file."),
        ({"pfx": "bob.p12", "passphrase": "wrong", "files": "pfx"}, "passphrase"),
        ({"cert": "alice.crt", "key": "alice.key", "ca": "alice.crt"}, "holds no CA, only CN=alice"),
    ],
)
async def test_what_can_serve_no_send_is_saved_at_the_second_time_only(
    folder: Path, tmp_path: Path, change: dict[str, str], says: str
) -> None:
    files = {name: str(folder / text) if "." in text else text for name, text in change.items()}
    filled = replace(TypedCertificate(host="a.test"), **files)  # type: ignore[arg-type]
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled), size=(200, 40)) as (app, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "^S again saves it anyway." in unwrapped(app))
        assert says in unwrapped(app).partition("Not saved: ")[2]
        assert not app.results and not app.saved.settings.certificates
        await saved(app, pilot)


async def test_a_change_after_the_warning_is_looked_into_again(folder: Path, tmp_path: Path) -> None:
    filled = TypedCertificate(host="a.test", files="pfx", pfx=str(folder / "bob.p12"), passphrase="wrong")
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled), size=(120, 40)) as (app, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "^S again saves it anyway." in unwrapped(app))
        app.screen.query_one(CertificateFields).go_to("passphrase")
        await typed(pilot, "er")
        await pilot.press("ctrl+s")
        await pilot.pause(0.3)
        assert not app.results


@pytest.mark.parametrize(
    ("field", "broken", "focused"),
    [
        ("cert_file", {"cert_file": "/no/such.crt"}, "cert"),
        ("key_file", {"key_file": "/no/such.key"}, "key"),
        ("cert_file", {"key_file": "/no/such.key"}, "key"),
        ("cert_file", {"ca_file": "/no/such.pem"}, "ca"),
        ("passphrase", {}, "passphrase"),
        ("cert_file", {"cert_file": None, "key_file": None, "pfx_file": "/no/such.p12"}, "pfx"),
    ],
)
async def test_a_repair_begins_behind_the_text_of_the_field_concerned(
    folder: Path, tmp_path: Path, field: MaterialField, broken: dict[str, str | None], focused: FormField
) -> None:
    def repair(desk: Desk) -> AddCertificateScreen:
        return AddCertificateScreen(desk, typed_certificate.from_entry(desk.settings.certificates[0]), field)

    entry = replace(pair(folder, "alice"), **broken)  # type: ignore[arg-type]
    async with opened(tmp_path, repair, certificates=(entry,)) as (app, pilot):
        await until(pilot, lambda: app.focused is not None and app.focused.id == focused)
        await typed(pilot, "xy")
        here = app.screen.query_one(f"#{focused}", TextField)
        assert here.value.endswith("xy")
        assert app.screen.query_one("#host", TextField).value == "api.example.test"


async def test_half_a_path_is_no_fault_until_it_is_left_or_rests(folder: Path, tmp_path: Path) -> None:
    filled = TypedCertificate(host="a.test")
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled), size=(120, 40)) as (app, pilot):
        field = app.screen.query_one("#cert", PathField)
        for leave in (None, "tab"):
            field.value = ""
            field.focus()
            await pasted(pilot, str(folder / "ali"))
            await until(pilot, lambda: field.growing)
            await pilot.pause(0.6)
            assert not notes(app, "cert")
            await pilot.press(*([leave] if leave else []))
            await until(pilot, lambda: notes(app, "cert").endswith("ali: no such file."))


async def test_a_file_that_was_there_before_may_have_moved(folder: Path, tmp_path: Path) -> None:
    def edit(desk: Desk) -> AddCertificateScreen:
        return AddCertificateScreen(desk, typed_certificate.from_entry(desk.settings.certificates[0]))

    gone = pair(folder, "alice", cert_file="/no/such.crt")
    async with opened(tmp_path, edit, certificates=(gone,)) as (app, pilot):
        await until(pilot, lambda: "choose where it is now" in notes(app, "cert"))


async def test_a_pfx_takes_its_passphrase_and_seals_it(folder: Path, tmp_path: Path) -> None:
    async with opened(tmp_path, AddCertificateScreen) as (app, pilot):
        await typed(pilot, "other.test")
        await pilot.press("tab", "tab", "tab", "right", "tab")
        await pasted(pilot, str(folder / "bob.p12"))
        await until(pilot, lambda: "encrypted" in notes(app, "passphrase"))
        await pilot.press("tab")
        await typed(pilot, "wrong")
        await until(pilot, lambda: "bad:" in notes(app, "passphrase"))
        await pilot.press("ctrl+u")
        await typed(pilot, SECRET)
        await until(pilot, lambda: "good: opens the file" in notes(app, "passphrase"))
        entry = await saved(app, pilot)
        assert entry.passphrase is not None and entry.passphrase.startswith("sealed:v1:")
        assert app.desk.passphrases.of(entry) == SECRET
        assert SECRET not in app.desk.folders.settings_file.read_text()


async def test_a_passphrase_to_be_asked_for_is_known_for_this_session_only(folder: Path, tmp_path: Path) -> None:
    filled = TypedCertificate(host="a.test", files="pfx", pfx=str(folder / "bob.p12"), keeping="ask", passphrase=SECRET)
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled)) as (app, pilot):
        entry = await saved(app, pilot)
        assert entry.passphrase == "ask"
        assert app.desk.passphrases.of(entry) == SECRET
        assert SECRET not in app.desk.folders.settings_file.read_text()


async def test_what_is_missing_is_said_and_nothing_is_saved(tmp_path: Path) -> None:
    async with opened(tmp_path, AddCertificateScreen) as (app, pilot):
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "Type a host" in notes(app, "host") and "Choose the certificate" in notes(app, "cert")
        assert app.focused is not None and app.focused.id == "host"
        assert not app.results and not app.saved.settings.certificates


async def test_an_edit_keeps_id_place_and_sealed_passphrase(folder: Path, tmp_path: Path) -> None:
    first, last = pair(folder, "alice"), pair(folder, "soon")
    carol = pair(folder, "carol", host="b.test", passphrase=SECRET)

    def edit(desk: Desk) -> AddCertificateScreen:
        return AddCertificateScreen(desk, typed_certificate.from_entry(desk.settings.certificates[1]))

    async with opened(tmp_path, edit, certificates=(first, carol, last)) as (app, pilot):
        sealed = app.desk.settings.certificates[1].passphrase
        assert sealed is not None and sealed.startswith("sealed:")
        await until(pilot, lambda: "good: EC-P-256" in notes(app, "key"))
        await pilot.press("end")
        await typed(pilot, "x")
        entry = await saved(app, pilot)
        assert [each.id for each in app.saved.settings.certificates] == ["alice", "carol", "soon"]
    assert (entry.host, entry.passphrase) == ("b.testx", sealed)


async def test_what_was_typed_is_given_up_at_the_second_escape_only(tmp_path: Path) -> None:
    async with opened(tmp_path, AddCertificateScreen) as (app, pilot):
        await typed(pilot, "a.test")
        await pilot.press("escape")
        await pilot.pause()
        assert not app.results and "Not saved" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])


async def test_an_untouched_form_closes_at_once(tmp_path: Path) -> None:
    filled = TypedCertificate(host="a.test", port="8443")
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled)) as (app, pilot):
        assert app.focused is not None and app.focused.id == "cert"
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])


async def test_a_rival_for_the_same_place_is_pointed_out(folder: Path, tmp_path: Path) -> None:
    filled = TypedCertificate(host="api.example.test")
    async with opened(
        tmp_path, lambda desk: AddCertificateScreen(desk, filled), certificates=(pair(folder, "alice"),)
    ) as (app, pilot):
        await until(pilot, lambda: "alice is for the same host and port: this one" in notes(app, "host"))


async def test_every_row_of_the_empty_form_is_seen_at_80x24(tmp_path: Path) -> None:
    async with opened(tmp_path, AddCertificateScreen) as (app, _pilot):
        seen = shown(app)
    for label in ("Host", "Port", "Name", "Format", "CRT file", "KEY file", "Passphrase", "CA file", "[ Save ^S ]"):
        assert label in seen


async def test_a_quoted_path_with_its_line_end_is_pasted_as_the_path(folder: Path, tmp_path: Path) -> None:
    async with opened(tmp_path, AddCertificateScreen) as (app, pilot):
        field = app.screen.query_one("#cert")
        field.focus()
        await pilot.pause()
        await pasted(pilot, f'"{folder / "alice.crt"}"\n')
        await until(pilot, lambda: "CN=alice" in notes(app, "cert"))


async def test_the_ca_of_an_entry_is_examined_too(folder: Path, tmp_path: Path) -> None:
    filled = TypedCertificate(host="a.test", ca=str(folder / "alice.crt"))
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled)) as (app, pilot):
        await until(pilot, lambda: "holds no CA, only CN=alice" in notes(app, "ca"))
    good = replace(filled, ca=str(folder / "company-ca.pem"))
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, good)) as (app, pilot):
        await until(pilot, lambda: "good: CN=Example Test CA" in notes(app, "ca"))


async def test_what_was_said_of_the_form_goes_when_it_is_typed_in_and_escape_asks_again(tmp_path: Path) -> None:
    async with opened(tmp_path, AddCertificateScreen) as (app, pilot):
        said = app.screen.query_one("#outcome", Finding)
        await typed(pilot, "a.test")
        await pilot.press("escape")
        assert said.notes and "Not saved" in said.notes[0].text
        await typed(pilot, "s")
        assert not said.notes
        await pilot.press("escape")
        assert said.notes and not app.results


async def test_a_name_that_is_also_somebody_elses_is_pointed_out_once_the_files_say_whose_it_is(
    folder: Path, tmp_path: Path
) -> None:
    seen = Seen(subject="CN=bob", not_after=datetime(2040, 1, 1, tzinfo=UTC), sha256="bb")
    bob = CertificateEntry(id="b", host="b.test", name="alice", pfx_file="/b.p12", seen=seen)
    filled = TypedCertificate(host="a.test", name="alice", cert=str(folder / "alice.crt"))
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled), certificates=(bob,)) as (app, pilot):
        await until(pilot, lambda: "warn: alice is also the name of" in notes(app, "name"))
        assert "CN=bob, for b.test" in notes(app, "name")
        app.screen.query_one("#name", TextField).value = "someone"
        await until(pilot, lambda: not notes(app, "name"))
