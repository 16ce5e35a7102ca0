from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.apps import certificate_line, composer, go_to, sent, started, told
from tests.desks import opened, shown, typed, until
from tests.lab import Watch
from workbench.app import WorkbenchApp
from workbench.models import CertificateEntry, Choice, Request, RequestTls
from workbench.screens import identity
from workbench.screens.be import Being, BeScreen, nameless, people
from workbench.screens.certificates import CertificatesScreen
from workbench.screens.chooser import ChooserScreen
from workbench.screens.console import ConsoleScreen
from workbench.screens.desk import Desk
from workbench.widgets.certificate_table import CertificateTable

ALICE = CertificateEntry(id="a1", name="alice", host="*.test", pfx_file="/a.p12")
NAMELESS = CertificateEntry(id="n1", host="api.test", pfx_file="/n.p12")
ENTRIES = (ALICE, NAMELESS, replace(ALICE, id="a2", host="b.test"))


def session(value: str) -> Choice:
    return Choice(by="session", value=value)


@pytest.mark.parametrize(
    ("entries", "value", "said"),
    [
        (ENTRIES, "alice", "YOU ARE: alice (b ends it)"),
        (ENTRIES, "none", "YOU ARE: nobody (b ends it)"),
        (ENTRIES, "id:n1", "YOU ARE: n.p12 (b ends it)"),
        ((), "alice", "YOU ARE: alice, NOT USABLE: nothing has that name now (b ends it)"),
        ((), "id:n1", "YOU ARE: id:n1, NOT USABLE: gone from the list (b ends it)"),
        ((replace(ALICE, enabled=False),), "alice", "YOU ARE: alice, NOT USABLE: disabled (b ends it)"),
        ((replace(ALICE, enabled=False), ENTRIES[2]), "alice", "YOU ARE: alice (b ends it)"),
    ],
)
def test_who_one_is_is_said_and_whether_one_still_can_be(
    entries: tuple[CertificateEntry, ...], value: str, said: str
) -> None:
    assert identity.loud(entries, session(value)) == said
    assert identity.loud(entries, None) == ""


def test_one_can_be_every_name_and_no_entry_without_one() -> None:
    assert {who: [entry.id for entry in found] for who, found in people(ENTRIES).items()} == {"alice": ["a1", "a2"]}
    assert nameless(ENTRIES) == "1 entry has no name: give it one first (c, then e)."
    assert nameless(ENTRIES[:1]) == ""


def test_a_request_s_own_choice_goes_before_the_session_s_only_where_it_is_another() -> None:
    pinned = Request(tls=RequestTls(certificate="bob"))
    assert identity.overruled(pinned, session("alice"))
    assert not identity.overruled(pinned, session("bob"))
    assert not identity.overruled(pinned, None)
    assert not identity.overruled(Request(), session("alice"))


async def be_alice(app: WorkbenchApp, pilot: Pilot[None]) -> None:
    await pilot.press("b")
    await until(pilot, lambda: isinstance(app.screen, BeScreen))
    await pilot.press("down", "down", "enter")
    await until(pilot, lambda: app.desk.choice == session("alice"))
    await until(pilot, lambda: "You are alice" in told(app))


@pytest.mark.slow
async def test_be_alice_is_loud_on_every_screen_and_ends_by_one_key(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("enter")
        await be_alice(app, pilot)
        assert "YOU ARE: alice (b ends it)" in shown(app)
        assert "chosen for this session" in certificate_line(app)
        assert told(app) == "You are alice until b ends it."
        for key, title in (
            ("l", "Console"),
            ("c", "Client certificates"),
            ("comma", "Settings"),
            ("question_mark", ""),
        ):
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not composer(app))
            await pilot.pause()
            assert "YOU ARE: alice" in shown(app).splitlines()[-1] and title in shown(app)
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is composer(app))
        await pilot.press("b")
        await until(pilot, lambda: app.desk.choice is None and "YOU ARE" not in shown(app))
        assert told(app) == "The rules choose the certificate again."


@pytest.mark.slow
async def test_the_list_and_the_console_switch_and_end_it_too(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CertificatesScreen))
        await until(pilot, lambda: bool(app.screen.query_one(CertificateTable).rows))
        await pilot.press("end", "b")
        await until(pilot, lambda: app.desk.choice == session("bob"))
        await until(pilot, lambda: "YOU ARE: bob" in shown(app).splitlines()[-1])
        await pilot.press("t")
        await typed(pilot, "api.demo.test")
        await until(pilot, lambda: "You are bob now, so STOP" in shown(app))
        assert "ok alice: by rule" in shown(app)
        await pilot.press("enter", "b")
        await until(pilot, lambda: app.desk.choice is None and "You are bob now" not in shown(app))
        await pilot.press("b")
        await until(pilot, lambda: "You are alice now, so alice" in shown(app))
        await pilot.press("escape", "escape", "l")
        await until(pilot, lambda: isinstance(app.screen, ConsoleScreen))
        await pilot.press("b")
        await until(pilot, lambda: app.desk.choice is None and "YOU ARE" not in shown(app))


@pytest.mark.slow
async def test_every_entry_of_the_console_says_who_one_was(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await be_alice(app, pilot)
        await go_to(app, pilot, "mTLS: the right certificate")
        await sent(app, pilot, "s")
        await pilot.press("l", "enter")
        await until(pilot, lambda: "you were alice" in shown(app))
        assert "this session is set to alice: by rule *.demo.test" in shown(app)


@pytest.mark.slow
async def test_a_switch_that_does_not_fit_the_request_says_what_will_happen_and_stops_it(
    lab_home: Path, seen: Watch
) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Another host, another identity")
        await pilot.press("enter")
        app.desk.change_choice(session("stranger"))
        await until(pilot, lambda: "You are stranger until b ends it." in told(app))
        app.desk.change_choice(session("bob"))
        await go_to(app, pilot, "Asked for, not required")
        await pilot.press("enter")
        app.desk.change_choice(None)
        app.desk.change_choice(session("bob"))
        await until(pilot, lambda: "This request would stop: this session is set to bob, but only" in told(app))
        exchange = await sent(app, pilot, "ctrl+j")
        assert exchange.failure is not None and exchange.failure.kind == "certificate_unusable"
    assert not seen.connections()


@pytest.mark.slow
async def test_a_name_taken_away_while_it_is_worn_stops_the_send_and_is_said_in_the_header(
    lab_home: Path, seen: Watch
) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("enter")
        await be_alice(app, pilot)
        settings = app.desk.settings
        asleep = tuple(replace(entry, enabled=entry.name != "alice") for entry in settings.certificates)
        assert app.desk.change_settings(replace(settings, certificates=asleep))
        await until(pilot, lambda: "YOU ARE: alice, NOT USABLE: disabled" in shown(app))
        exchange = await sent(app, pilot, "ctrl+j")
        assert exchange.failure is not None and "is disabled" in exchange.failure.message
        renamed = tuple(replace(entry, enabled=True, name=f"{entry.name}2") for entry in settings.certificates)
        assert app.desk.change_settings(replace(app.desk.settings, certificates=renamed))
        await until(pilot, lambda: "NOT USABLE: nothing has that name now" in shown(app))
        exchange = await sent(app, pilot, "ctrl+j")
        assert exchange.failure is not None and "no certificate has that name" in exchange.failure.message
    assert not seen.connections()


@pytest.mark.slow
async def test_one_cannot_become_who_is_disabled(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        settings = app.desk.settings
        asleep = tuple(replace(entry, enabled=False) for entry in settings.certificates)
        app.desk.change_settings(replace(settings, certificates=asleep))
        identity.be(app.desk, "alice")
        await until(pilot, lambda: told(app) == "You cannot be alice: disabled.")
        assert app.desk.choice is None


@pytest.mark.slow
async def test_the_request_s_own_choice_goes_first_and_both_are_told(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "mTLS: the right certificate")
        await pilot.press("enter")
        composer(app).workpiece.pin("stranger")
        await be_alice(app, pilot)
        assert "The request's own choice goes before the session's." in told(app)
        assert "! over the session's" in certificate_line(app) or "goes before the session's" in certificate_line(app)
        await sent(app, pilot, "ctrl+j")
        entry = [entry for entry in app.desk.log if entry.exchange][-1]
        assert entry.choice == session("alice")


@pytest.mark.slow
async def test_the_palette_offers_everybody_nobody_and_the_rules(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("ctrl+p")
        await typed(pilot, "be nobody")
        await pilot.press("enter")
        await until(pilot, lambda: "YOU ARE: nobody" in shown(app))
        await pilot.press("ctrl+p")
        await typed(pilot, "be bob")
        await pilot.press("enter")
        await until(pilot, lambda: "YOU ARE: bob" in shown(app))
        await pilot.press("ctrl+p")
        await typed(pilot, "be whoever")
        await pilot.press("enter")
        await until(pilot, lambda: app.desk.choice is None)


@pytest.mark.slow
async def test_a_pin_to_a_name_goes_along_a_redirect_and_one_to_an_entry_does_not(lab_home: Path) -> None:
    async with started(lab_home, (100, 40)) as (app, pilot):
        await go_to(app, pilot, "Redirect to another host")
        await pilot.press("enter", "ctrl+o", "k", "enter")
        await until(pilot, lambda: isinstance(app.screen, ChooserScreen))
        assert "this very entry, on the request's own host and port only" in shown(app)
        await pilot.press("down", "down", "down")
        await until(pilot, lambda: "also after a redirect" in shown(app))
        await pilot.press("enter")
        await until(pilot, lambda: composer(app).workpiece.request.tls.certificate == "alice")
        exchange = await sent(app, pilot, "ctrl+j")
        assert [hop.selection.entry.name for hop in exchange.hops if hop.selection.entry] == ["alice", "alice"]
        composer(app).workpiece.pin(
            f"id:{next(one.id for one in app.desk.settings.certificates if one.name == 'alice')}"
        )
        exchange = await sent(app, pilot, "ctrl+j")
        assert [hop.selection.entry.name for hop in exchange.hops if hop.selection.entry] == ["alice", "bob"]


@pytest.mark.slow
@pytest.mark.parametrize("make", [CertificatesScreen, lambda desk: ChooserScreen(desk, "https://api.test")])
async def test_an_entry_without_a_name_cannot_be_worn_as_every_host_would_see_it(
    tmp_path: Path, make: Callable[[Desk], Screen[Any]]
) -> None:
    async with opened(tmp_path, make, certificates=(NAMELESS,)) as (app, pilot):
        await until(pilot, lambda: "n.p12" in shown(app))
        await pilot.press("b")
        said = "n.p12 has no name to be: give it a name first: e."
        await until(pilot, lambda: said in app.said or said in shown(app))
        assert app.desk.choice is None and not app.results


@pytest.mark.slow
async def test_whom_one_can_be_leaves_out_entries_without_a_name_and_says_so(tmp_path: Path) -> None:
    async with opened(tmp_path, BeScreen, certificates=ENTRIES) as (app, pilot):
        seen = " ".join(shown(app).split())
        assert "n.p12" not in seen and "1 entry has no name: give it one first" in seen
        await pilot.press("enter")
        await until(pilot, lambda: app.results == [Being(value="alice")])
