from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from tests.apps import started
from tests.desks import SECRET, DeskApp, opened, pair, pasted, pki, shown, typed, until
from workbench.models import CaEntry, CertificateEntry, Seen
from workbench.screens.add_ca import AddCaScreen
from workbench.screens.add_certificate import AddCertificateScreen
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.confirm import ConfirmScreen
from workbench.screens.match_line import MatchLine
from workbench.screens.passphrase import PassphraseScreen
from workbench.widgets.ca_table import CaTable
from workbench.widgets.certificate_table import CertificateRow, CertificateTable
from workbench.widgets.fact_sheet import FactSheet

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pki")
    pki(made)
    return made


@pytest.fixture
def entries(folder: Path) -> tuple[CertificateEntry, ...]:
    bob = CertificateEntry(
        id="bob", host="bob.test", port=8443, name="bob", pfx_file=str(folder / "bob.p12"), passphrase="ask"
    )
    return (
        pair(folder, "alice", host="*.example.test", port=8443),
        bob,
        pair(folder, "old", host="old.test"),
        pair(folder, "soon", host="soon.test", port="*"),
        pair(folder, "carol", host="gone.test", cert_file="/no/such/file.crt"),
    )


def table(app: DeskApp) -> CertificateTable:
    return app.screen_stack[1].query_one(CertificateTable)


def selected(app: DeskApp) -> str:
    row = table(app).selected
    return row.id if row else ""


def rows(app: DeskApp) -> list[CertificateRow]:
    listed = table(app).rows
    return list(listed) if listed else []


def states(app: DeskApp) -> list[str]:
    return [row.state for row in rows(app)]


def details(app: DeskApp) -> str:
    return app.screen_stack[1].query_one(FactSheet).text


async def read(app: DeskApp, pilot: Pilot[None]) -> None:
    """Wait until every file was looked into."""
    await until(pilot, lambda: bool(states(app)) and "…" not in states(app))


async def test_every_state_is_a_sign_and_a_word(tmp_path: Path, entries: tuple[CertificateEntry, ...]) -> None:
    disabled = replace(entries[0], id="off", enabled=False)
    async with opened(tmp_path, CertificatesScreen, certificates=(*entries, disabled)) as (app, pilot):
        await read(app, pilot)
        assert states(app) == [
            "ok",
            "! passphrase?",
            "x expired",
            "! expires soon",
            "x file missing",
            "off",
        ]
        assert "2 with a fault" in shown(app)


async def test_the_details_say_everything_of_the_selected_one(
    tmp_path: Path, entries: tuple[CertificateEntry, ...]
) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await until(pilot, lambda: "Names: alice.example.test" in details(app))
        for said in ("Subject: CN=alice", "Issuer: CN=Example Test CA", "Key: EC-P-256", "SHA-256: ", "Serial: "):
            assert said in details(app)
        assert "Passphrase: none" in details(app)
        await pilot.press("down")
        await until(pilot, lambda: "asked each session: not entered yet" in details(app))
        await pilot.press("down")
        await until(pilot, lambda: "x Fault: Your certificate CN=old expired" in details(app))


async def test_a_list_says_what_was_seen_before_the_files_are_read(tmp_path: Path) -> None:
    seen = Seen(subject="CN=a", not_after=datetime(2020, 1, 1, tzinfo=UTC), sha256="00")
    entry = CertificateEntry(id="a", host="a.test", pfx_file="/no/such.p12", seen=seen)
    async with opened(tmp_path, CertificatesScreen, certificates=(entry,)) as (app, _pilot):
        assert rows(app)[0].expires == "2020-01-01"


async def test_one_is_switched_off_and_on_by_x(tmp_path: Path, entries: tuple[CertificateEntry, ...]) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("x")
        assert not app.saved.settings.certificates[0].enabled
        await pilot.press("x")
        assert app.saved.settings.certificates[0].enabled


async def test_a_removal_is_confirmed_and_can_be_undone_in_its_place(
    tmp_path: Path, entries: tuple[CertificateEntry, ...]
) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("down", "d")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
        assert len(app.saved.settings.certificates) == 5
        await pilot.press("d", "y")
        await until(pilot, lambda: len(app.saved.settings.certificates) == 4)
        assert "u brings it back" in shown(app)
        await pilot.press("u")
        await until(pilot, lambda: [e.id for e in app.saved.settings.certificates][1] == "bob")
        assert selected(app) == "bob"


async def test_undo_is_offered_only_when_there_is_something_to_undo(
    tmp_path: Path, entries: tuple[CertificateEntry, ...]
) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries, size=(120, 30)) as (app, pilot):
        assert "u Undo" not in shown(app)
        await pilot.press("d", "y")
        await until(pilot, lambda: "u Undo" in shown(app))


async def test_a_url_is_tested_and_every_entry_says_why(tmp_path: Path, entries: tuple[CertificateEntry, ...]) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("down", "t")
        await typed(pilot, "api.example.test:443")
        await until(pilot, lambda: rows(app)[0].reason is not None)
        assert "port 443 is not 8443" in (rows(app)[0].reason or "")
        assert all(row.reason for row in rows(app))
        await pilot.press("backspace", "backspace", "backspace")
        await typed(pilot, "8443")
        await until(pilot, lambda: (rows(app)[0].reason or "").startswith("* "))
        assert table(app).cursor == 0
        await pilot.press("escape")
        await until(pilot, lambda: rows(app)[0].reason is None)
        assert table(app).has_focus


async def test_escape_ends_the_test_first_from_the_list_too(
    tmp_path: Path, entries: tuple[CertificateEntry, ...]
) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("t")
        await typed(pilot, "old.test")
        await pilot.press("enter")
        await until(pilot, lambda: table(app).has_focus and rows(app)[0].reason is not None)
        await pilot.press("escape")
        await until(pilot, lambda: rows(app)[0].reason is None)
        assert not app.results and not app.screen.query_one(MatchLine).is_open
        await pilot.press("escape")
        await until(pilot, lambda: app.results == [None])


async def test_names_and_files_get_the_room_that_hosts_do_not_need(
    tmp_path: Path, entries: tuple[CertificateEntry, ...]
) -> None:
    one = replace(entries[2], name="expired-last", host="*.bad.test")
    async with opened(tmp_path, CertificatesScreen, certificates=(one,), size=(120, 40)) as (app, pilot):
        await read(app, pilot)
        assert "expired-last " in shown(app) and " old.crt " in shown(app)


async def test_a_passphrase_entered_here_opens_the_file(tmp_path: Path, entries: tuple[CertificateEntry, ...]) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await read(app, pilot)
        await pilot.press("down", "p")
        await until(pilot, lambda: isinstance(app.screen, PassphraseScreen))
        await pasted(pilot, SECRET)
        await pilot.press("enter")
        await until(pilot, lambda: states(app)[1] == "ok")
        await until(pilot, lambda: "asked each session: entered" in details(app))


async def test_a_adds_and_e_edits_and_the_cursor_is_on_what_was_saved(
    tmp_path: Path, entries: tuple[CertificateEntry, ...]
) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("down", "down", "e")
        await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))
        await pilot.press("end")
        await typed(pilot, "x")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
        assert app.saved.settings.certificates[2].host == "old.testx"
        assert selected(app) == "old"
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, AddCertificateScreen))


async def test_enter_goes_into_the_details_and_q_back_out_and_away(
    tmp_path: Path, entries: tuple[CertificateEntry, ...]
) -> None:
    async with opened(tmp_path, CertificatesScreen, certificates=entries) as (app, pilot):
        await pilot.press("enter")
        await until(pilot, lambda: app.screen.query_one(FactSheet).has_focus)
        await pilot.press("q")
        assert table(app).has_focus
        await pilot.press("q")
        await until(pilot, lambda: app.results == [None])


async def test_the_switches_and_files_of_the_cas_are_above_the_list(folder: Path, tmp_path: Path) -> None:
    cas = (
        CaEntry(file=str(folder / "company-ca.pem")),
        CaEntry(file=str(folder / "alice.crt"), host="*.a.test", port=8443),
    )
    async with opened(tmp_path, CertificatesScreen, cas=cas, size=(120, 30)) as (app, pilot):
        assert "System store on   Extra CAs on   2 of 2 CA files on" in shown(app)
        cas_table = app.screen.query_one(CaTable)
        await until(pilot, lambda: all(row.state != "…" for row in cas_table.rows))
        assert [row.state[:5] for row in cas_table.rows[2:]] == ["ok un", "x no "]
        assert [row.scope for row in cas_table.rows[2:]] == ["every host", "*.a.test:8443"]
        await pilot.press("shift+tab", "x", "down", "x", "down", "x")
        saved = app.saved.settings
        assert (saved.tls.system_ca, saved.tls.extra_ca) == (False, False)
        assert [ca.enabled for ca in saved.cas] == [False, True]
        await pilot.press("d", "y")
        await until(pilot, lambda: [ca.host for ca in app.saved.settings.cas] == ["*.a.test"])
        await pilot.press("u")
        await until(pilot, lambda: [ca.host for ca in app.saved.settings.cas] == [None, "*.a.test"])


async def test_the_panes_are_a_key_apart_and_the_trust_says_which(tmp_path: Path) -> None:
    async with opened(tmp_path, CertificatesScreen) as (app, pilot):
        assert "^O" in shown(app).splitlines()[2]
        cas_table = app.screen.query_one(CaTable)
        await pilot.press("ctrl+o")
        assert cas_table.has_focus
        await pilot.press("d")
        await until(pilot, lambda: "System store is a switch" in shown(app))
        await pilot.press("down")
        await until(pilot, lambda: "is a switch" not in shown(app))
        await pilot.press("ctrl+o")
        assert table(app).has_focus


async def test_the_cursor_is_on_the_ca_that_was_added_and_its_file_name_is_read(folder: Path, tmp_path: Path) -> None:
    cas = (CaEntry(file="/no/such/one.pem"), CaEntry(file="/no/such/two.pem"))
    async with opened(tmp_path, CertificatesScreen, cas=cas) as (app, pilot):
        await pilot.press("ctrl+o", "a")
        await until(pilot, lambda: isinstance(app.screen, AddCaScreen))
        await pasted(pilot, str(folder / "company-ca.pem"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
        cas_table = app.screen.query_one(CaTable)
        assert cas_table.cursor == 4 and cas_table.rows[4].label.endswith("company-ca.pem")
        await until(pilot, lambda: "company-ca.pem" in shown(app))


async def test_an_empty_list_says_what_to_do(tmp_path: Path) -> None:
    async with opened(tmp_path, CertificatesScreen) as (app, pilot):
        assert "No certificates yet. a adds one, i imports" in shown(app)
        last = shown(app).splitlines()[-1]
        assert "a Add" in last and not {"Edit", "On/off", "Remove", "Copy"} & set(last.split())
        await pilot.press("e", "x", "d", "y", "u", "enter")
        assert isinstance(app.screen, CertificatesScreen)


async def test_a_hostile_file_name_is_neither_markup_nor_an_escape(tmp_path: Path) -> None:
    entry = CertificateEntry(id="[/bad]", host="a.test", name="\x1b]0;x\x07[@click=app.quit]", pfx_file="/[b]\x9b.p12")
    async with opened(tmp_path, CertificatesScreen, certificates=(entry,), size=(160, 40)) as (app, pilot):
        await read(app, pilot)
        await until(pilot, lambda: "[@click" in shown(app))
        assert not set(shown(app)) & {"\x1b", "\x07", "\x9b"}


async def test_thousands_of_entries_are_listed_and_the_last_is_one_key_away(tmp_path: Path) -> None:
    many = tuple(CertificateEntry(id=f"i{n}", host=f"h{n}.test", pfx_file="/no.p12") for n in range(3000))
    async with opened(tmp_path, CertificatesScreen, certificates=many) as (app, pilot):
        app.post_message(events.Key("G", "G"))
        await until(pilot, lambda: "h2999.test" in shown(app))
        assert table(app).cursor == 2999


async def test_who_one_is_and_what_was_switched_is_said_above_the_list_and_nowhere_else(tmp_path: Path) -> None:
    entry = CertificateEntry(id="a", host="a.test", name="alice", pfx_file="/no/such.p12")
    async with started(tmp_path / "home") as (app, pilot):
        app.desk.change_settings(replace(app.desk.settings, certificates=(entry,)))
        await pilot.press("f3")
        await until(pilot, lambda: "alice" in shown(app))
        for key, said in (("b", "You are alice"), ("b", "The rules choose"), ("x", "alice switched off")):
            await pilot.press(key)
            await until(pilot, lambda: f"Client certificates  {said}" in shown(app))  # noqa: B023  awaited here
        assert not app.screen.query("Toast")


async def test_a_test_says_that_the_winner_has_expired(tmp_path: Path) -> None:
    seen = Seen(subject="CN=a", not_after=datetime(2020, 1, 1, tzinfo=UTC), sha256="0" * 64)
    entry = CertificateEntry(id="a", host="a.test", name="alice", pfx_file="/no/such.p12", seen=seen)
    async with opened(tmp_path, CertificatesScreen, certificates=(entry,)) as (app, pilot):
        await pilot.press("t")
        await typed(pilot, "https://a.test/")
        await until(pilot, lambda: "It expired on 2020-01-01." in shown(app))
