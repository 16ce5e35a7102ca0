from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.apps import composer, go_to, started, told
from tests.desks import shown, typed, until
from tests.lab import Watch
from tests.test_screens_composer import spoiled
from workbench.app import WorkbenchApp
from workbench.certificates.hosts import origin
from workbench.demo import names
from workbench.demo.lab import Lab
from workbench.models import CertificateEntry, Request
from workbench.screens.answer import AnswerScreen
from workbench.screens.compare import SAFE, CompareScreen
from workbench.screens.comparison import ComparisonScreen
from workbench.screens.confirm import ConfirmScreen
from workbench.screens.one_off import OneOff
from workbench.screens.passphrase import PassphraseScreen
from workbench.settings.schema import COMMAND_ID
from workbench.widgets.comparison_sheet import ComparisonSheet
from workbench.widgets.mark_list import MarkList

pytestmark = pytest.mark.slow

OPTIONAL = "Asked for, not required"


async def choosing(app: WorkbenchApp, pilot: Pilot[None], label: str = "") -> CompareScreen:
    if label:
        await go_to(app, pilot, label)
        await pilot.press("enter")
    await pilot.press("equals_sign")
    await until(pilot, lambda: isinstance(app.screen, CompareScreen))
    assert isinstance(app.screen, CompareScreen)
    return app.screen


async def compared(app: WorkbenchApp, pilot: Pilot[None], *keys: str) -> ComparisonScreen:
    """Press keys that send, and wait until the last one is there and held against the others."""
    await pilot.press(*keys)
    await until(pilot, lambda: isinstance(app.screen, ComparisonScreen))
    screen = app.screen
    assert isinstance(screen, ComparisonScreen)
    await until(pilot, lambda: "ifference" in str(screen.query_one("Pane").border_subtitle))
    answered = [column for column in screen.columns if column.exchange and column.exchange.response]
    await until(pilot, lambda: len(answered) < 2 or screen.bodies is not None)
    await pilot.pause()
    return screen


def results(screen: ComparisonScreen) -> dict[str, str]:
    sheet = screen.query_one(ComparisonSheet).sheet
    row = next(row for row in sheet.rows if row.label == "Result")
    return {column.title: cell or "" for column, cell in zip(sheet.columns, row.cells, strict=True)}


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (200, 50)])
async def test_four_identities_side_by_side_by_keys_alone(lab_home: Path, seen: Watch, size: tuple[int, int]) -> None:
    async with started(lab_home, size) as (app, pilot):
        marks = (await choosing(app, pilot, OPTIONAL)).query_one(MarkList)
        assert [option.title for option in marks.marked] == ["alice", "stranger", "expired", "none"]
        before = composer(app).workpiece.request
        screen = await compared(app, pilot, "enter")
        found = results(screen)
        assert (found["alice"], found["none"]) == ("200 OK", "200 OK")
        assert found["expired"].startswith("FAILED: The server refused your certificate (expired)")
        assert found["stranger"].startswith("FAILED: The server refused your certificate (stranger)")
        sheet = screen.query_one(ComparisonSheet)
        await pilot.press(*["n"] * (sheet.differences - 1))
        await until(pilot, lambda: "client_certificate" in shown(app))
        await pilot.press("n")
        assert "FAILED" in shown(app)
        assert len([entry for entry in app.desk.log if entry.exchange]) == 4
        await pilot.press("q", "q")
        await until(pilot, lambda: app.screen is composer(app))
        assert composer(app).workpiece.request == before
    assert [request.target for request in seen.requests("optional")] == ["/", "/"]


async def test_one_answer_opens_in_full_and_the_comparison_is_copied(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await choosing(app, pilot, OPTIONAL)
        screen = await compared(app, pilot, "enter")
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, AnswerScreen) and "[cert REFUSED stranger]" in shown(app))
        assert "[f " not in shown(app)
        await pilot.press("q", "left", "enter")
        await until(pilot, lambda: "[cert ASKED, NONE SENT]" in shown(app))
        await pilot.press("2")
        await until(pilot, lambda: "[2 Headers" in shown(app) and "content-length" in shown(app).lower())
        await pilot.press("q", "y")
        await until(pilot, lambda: app.screen is screen and "Result" in app.clipboard)
        assert "-1" in app.clipboard and "expired: asked, SENT, REFUSED" in app.clipboard


async def test_an_unsafe_method_asks_and_says_how_often_it_will_be_sent(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await choosing(app, pilot, "Echo a JSON body")
        await pilot.press("down", "space", "down", "space", "enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert "Send this POST 2 times?" in shown(app) and "alice, none" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        assert "Nothing was sent." in shown(app) and not seen.requests()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        screen = await compared(app, pilot, "y")
        assert results(screen) == {"alice": "200 OK", "none": "200 OK"}
        assert [request.method for request in seen.requests()] == ["POST", "POST"]
        await pilot.press("r")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        assert len(seen.requests()) == 2


async def test_stopped_in_the_middle_the_rest_is_not_sent(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await choosing(app, pilot, "A slow answer")
        await pilot.press("enter")
        await until(pilot, lambda: len(seen.requests()) == 1)
        await until(pilot, lambda: "sending 1 of 4 as alice" in shown(app))
        screen = await compared(app, pilot, "ctrl+c")
        assert list(results(screen).values()) == ["STOPPED", *["not sent: stopped before"] * 3]
        assert "STOPPED  no difference" in shown(app)
    assert len(seen.requests()) == 1


async def test_who_leaves_while_it_runs_stops_it_and_finds_it_in_the_log(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await choosing(app, pilot, "A slow answer")
        await pilot.press("enter")
        await until(pilot, lambda: len(seen.requests()) == 1)
        await pilot.press("q")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        (entry,) = [entry for entry in app.desk.log if entry.exchange]
        assert entry.exchange and entry.exchange.failure and entry.exchange.failure.kind == "cancelled"


async def test_a_passphrase_is_asked_for_before_the_first_send(lab_home: Path, lab: Lab, seen: Watch) -> None:
    bob = lab.identities["bob"]
    async with started(lab_home) as (app, pilot):
        settings = app.desk.settings
        asking = tuple(replace(one, passphrase="ask" if one.name == "bob" else None) for one in settings.certificates)
        assert app.desk.change_settings(replace(settings, certificates=asking))
        await choosing(app, pilot, "Another host, another identity")
        await pilot.press("down", "space", "down", "space", "enter")
        await until(pilot, lambda: isinstance(app.screen, PassphraseScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        assert "a passphrase is missing" in shown(app)
        assert not seen.connections()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PassphraseScreen))
        await typed(pilot, bob.passphrase or "")
        found = results(await compared(app, pilot, "enter"))
        assert (found["bob"], found["none"].split(":")[0]) == ("200 OK", "FAILED")


async def test_one_alone_is_not_compared_and_a_plain_url_has_nothing_to_compare(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await choosing(app, pilot, OPTIONAL)
        await pilot.press("space", "down", "space", "down", "space", "enter")
        await pilot.pause()
        assert isinstance(app.screen, CompareScreen)
        assert "Mark at least two with Space" in shown(app)
        await pilot.press("q")
        await go_to(app, pilot, "Plain http")
        await pilot.press("enter", "equals_sign")
        await until(pilot, lambda: "An http URL never gets a certificate" in told(app))
    assert not seen.connections()


async def test_an_identity_outside_its_rule_is_loud_before_and_after(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await choosing(app, pilot, OPTIONAL)
        assert "OUTSIDE ITS RULE: other.demo.test is not optional.demo.test" in shown(app)
        await pilot.press("down", "space", "down", "space", "end", "space")
        screen = await compared(app, pilot, "enter")
        assert results(screen) == {"alice": "200 OK", "none": "200 OK", "bob": "200 OK"}
        assert "bob OUTSIDE ITS RULE: asked, SENT, accepted" in shown(app)


async def test_big_bodies_are_compared_to_a_limit_that_is_said(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        composer(app).workpiece.take(Request(url=lab.url("optional", "/big?megabytes=2&kind=lines")))
        await choosing(app, pilot)
        await pilot.press("down", "space", "down", "space")
        screen = await compared(app, pilot, "enter")
        assert screen.bodies is not None
        assert screen.bodies.words == ("equal byte for byte in the first 1.0 MB of 2.1 MB; the rest was not compared",)


async def test_a_hostile_answer_reaches_no_terminal(lab_home: Path) -> None:
    async with started(lab_home, (120, 40)) as (app, pilot):
        await choosing(app, pilot, "A hostile answer")
        await pilot.press("down", "space", "down", "space")
        await compared(app, pilot, "enter")
        for keys in (("e",), ("end",), ("home", "1"), ("q", "2")):
            await pilot.press(*keys)
            await pilot.pause()
            assert not any(sign in shown(app).replace("\n", "") for sign in ("\x1b", "\x07", "\x9b", "‮"))


async def test_what_cannot_be_used_fails_in_its_column_alone(lab_home: Path) -> None:
    spoiled(lab_home, cert_file="/nowhere/alice.crt", key_file="/nowhere/alice.key", pfx_file=None)
    async with started(lab_home) as (app, pilot):
        await choosing(app, pilot, OPTIONAL)
        await pilot.press("down", "space", "down", "space")
        found = results(await compared(app, pilot, "enter"))
        assert found["none"] == "200 OK"
        assert found["alice"].startswith("FAILED: Your certificate (alice) cannot be used")


async def test_what_a_pasted_command_brought_is_one_of_those_compared(lab_home: Path, lab: Lab, seen: Watch) -> None:
    stranger = lab.identities["stranger"]
    url = lab.url("picky")
    async with started(lab_home) as (app, pilot):
        workpiece = composer(app).workpiece
        workpiece.take(Request(url=url))
        cert, key = str(stranger.cert_file), str(stranger.key_file)
        entry = CertificateEntry(id=COMMAND_ID, host=names.PICKY, cert_file=cert, key_file=key)
        workpiece.composition = replace(workpiece.composition, one_off=OneOff(origin=origin(url), entry=entry))
        await choosing(app, pilot)
        await pilot.press("down", "down", "space", "down", "space", "down", "space")
        screen = await compared(app, pilot, "enter")
        first, second = results(screen).items()
        assert first == (stranger.cert_file.name if stranger.cert_file else "", "200 OK")
        assert second[0] == "alice" and second[1].startswith("FAILED")
    assert [one.client.sha256 for one in seen.connections("picky") if one.client][:1] == [stranger.sha256]


def test_nothing_but_what_changes_nothing_is_sent_several_times_unasked() -> None:
    assert set(SAFE) == {"GET", "HEAD", "OPTIONS", "TRACE"}  # RFC 9110 §9.2.1
