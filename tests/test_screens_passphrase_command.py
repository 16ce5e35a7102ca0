"""A passphrase from a command, in the form and where passphrases are asked for."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.desks import SECRET, DeskApp, opened, pair, pasted, pki, shown, until
from tests.test_certificates_printed import until_gone
from workbench.models import CertificateEntry
from workbench.screens import typed_certificate
from workbench.screens.add_certificate import AddCertificateScreen, CertificateSaved
from workbench.screens.certificate_fields import CertificateFields
from workbench.screens.certificate_reading import passphrase_words
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.passphrase import Opened, PassphraseScreen
from workbench.screens.typed_certificate import FormField, TypedCertificate
from workbench.settings import Settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the commands of these tests are a Unix shell's"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    (made / "word").write_text(f"{SECRET}\nlogin: bob\n")
    return made


def bob(folder: Path, command: str) -> TypedCertificate:
    return TypedCertificate(
        host="a.test", name="bob", files="pfx", pfx=str(folder / "bob.p12"), keeping="command", command=command
    )


def entry(folder: Path, command: str) -> CertificateEntry:
    pfx = str(folder / "bob.p12")
    return CertificateEntry(id="bob", name="bob", host="a.test", pfx_file=pfx, passphrase=f"command:{command}")


def notes(app: DeskApp, field: FormField) -> str:
    found = app.screen.query_one(CertificateFields).notes(field)
    return "\n".join(f"{note.tone}: {note.text}" for note in found)


async def saved(app: DeskApp, pilot: Pilot[None]) -> CertificateEntry:
    await pilot.press("ctrl+s")
    await until(pilot, lambda: bool(app.results))
    assert isinstance(app.results[0], CertificateSaved)
    return app.saved.settings.certificates[0]


async def test_by_keys_alone_the_field_for_the_command_appears_with_its_choice(folder: Path, tmp_path: Path) -> None:
    filled = replace(bob(folder, ""), keeping="seal")
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, filled)) as (app, pilot):
        assert "Command" not in shown(app) and "Passphrase" in shown(app)
        app.screen.query_one("#keeping").focus()
        await pilot.press("left", "tab")
        await until(pilot, lambda: "Command" in shown(app) and "Passphrase" not in shown(app))
        await pasted(pilot, f"cat '{folder / 'word'}'")
        await until(pilot, lambda: "the command is run when you save" in notes(app, "command"))
        kept = await saved(app, pilot)
        assert kept.passphrase == f"command:cat '{folder / 'word'}'"
        assert kept.seen is not None and kept.seen.subject == "CN=bob"
        assert app.desk.passphrases.at_hand(kept) == SECRET


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("printf wrong", "What the command prints does not open the file."),
        ("sh -c 'echo the agent is locked >&2; exit 2'", 'failed with exit status 2 and said "the agent is locked"'),
    ],
)
async def test_what_is_wrong_with_it_is_said_under_its_field_and_saved_at_the_second_time_only(
    folder: Path, tmp_path: Path, command: str, says: str
) -> None:
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, bob(folder, command)), size=(200, 40)) as (
        app,
        pilot,
    ):
        await pilot.press("ctrl+s")
        await until(
            pilot, lambda: f"bad: {says}" in notes(app, "command").replace("The command for the passphrase of bob ", "")
        )
        await until(pilot, lambda: "^S again saves it anyway" in shown(app))
        assert not app.saved.settings.certificates
        assert (await saved(app, pilot)).passphrase == f"command:{command}"


@pytest.mark.parametrize("command", ["", "pass 'show"])
async def test_one_that_is_no_command_is_not_saved(folder: Path, tmp_path: Path, command: str) -> None:
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, bob(folder, command))) as (app, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "bad: The command cannot be used: expected" in notes(app, "command"))
        assert app.focused is not None and app.focused.id == "command"
        assert not app.results


async def test_it_is_not_run_while_one_types(folder: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, bob(folder, ""))) as (app, pilot):
        app.screen.query_one("#command").focus()
        await pasted(pilot, f"touch {runs}")
        await until(pilot, lambda: "run when you save" in notes(app, "command"))
        assert not runs.exists()


async def test_while_it_runs_the_form_answers_and_ctrl_c_stops_it(folder: Path, tmp_path: Path) -> None:
    mark = f"workbench-form-{tmp_path.name}"
    command = f"sh -c 'touch {tmp_path}/began; sleep 60; :' {mark}"
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, bob(folder, command)), size=(200, 40)) as (
        app,
        pilot,
    ):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "running the command" in shown(app) and (tmp_path / "began").exists())
        await pilot.press("tab", "shift+tab", "ctrl+c")
        await until(pilot, lambda: "was stopped before it had ended" in notes(app, "command"))
        until_gone(mark)


async def test_leaving_the_form_stops_it(folder: Path, tmp_path: Path) -> None:
    mark = f"workbench-left-{tmp_path.name}"
    command = f"sh -c 'touch {tmp_path}/began; sleep 60; :' {mark}"
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, bob(folder, command))) as (app, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: (tmp_path / "began").exists())
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])
        until_gone(mark)


async def test_editing_one_keeps_its_command_or_takes_another_way(folder: Path, tmp_path: Path) -> None:
    kept = entry(folder, f"cat '{folder / 'word'}'")
    form = typed_certificate.from_entry(kept)
    assert (form.keeping, form.command) == ("command", f"cat '{folder / 'word'}'")
    assert typed_certificate.entry_of(replace(form, keeping="ask"), Settings(path=tmp_path)).passphrase == "ask"
    assert typed_certificate.entry_of(replace(form, keeping="seal"), Settings(path=tmp_path)).passphrase is None
    async with opened(tmp_path, lambda desk: AddCertificateScreen(desk, form), certificates=(kept,)) as (app, pilot):
        await pilot.press("ctrl+s")
        await until(pilot, lambda: bool(app.results))
        assert app.saved.settings.certificates[0].passphrase == kept.passphrase


async def test_the_list_shows_the_command_and_runs_nothing(folder: Path, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    some = tuple(replace(entry(folder, f"touch {runs}"), id=f"bob{number}") for number in range(5))
    async with opened(tmp_path, CertificatesScreen, certificates=(*some, pair(folder, "alice")), size=(200, 50)) as (
        app,
        pilot,
    ):
        await until(pilot, lambda: "from a command: touch" in shown(app))
        assert not runs.exists()
        assert "p does it now" in passphrase_words(app.desk, some[0])


async def test_where_it_is_asked_for_the_command_can_be_run_at_once(folder: Path, tmp_path: Path) -> None:
    kept = entry(folder, f"cat '{folder / 'word'}'")
    async with opened(tmp_path, lambda desk: PassphraseScreen(desk, kept), certificates=(kept,)) as (app, pilot):
        assert "with nothing typed, it runs the command" in shown(app) and "cat '" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.results == [Opened(entry=kept)])
        assert app.desk.passphrases.at_hand(kept) == SECRET


async def test_where_it_is_asked_for_a_fault_of_the_command_is_said_and_one_can_type_instead(
    folder: Path, tmp_path: Path
) -> None:
    kept = entry(folder, "false")
    async with opened(tmp_path, lambda desk: PassphraseScreen(desk, kept), certificates=(kept,)) as (app, pilot):
        await pilot.press("enter")
        await until(pilot, lambda: "failed with exit" in shown(app))
        await pasted(pilot, SECRET)
        await pilot.press("enter")
        await until(pilot, lambda: app.results == [Opened(entry=kept)])
        assert app.desk.passphrases.of(kept) == SECRET
        assert app.saved.settings.certificates[0].passphrase == "command:false"
