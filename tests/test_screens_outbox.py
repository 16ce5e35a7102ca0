from pathlib import Path

import pytest
from textual.content import Content
from textual.widgets import Input

from tests.apps import composer, focused, go_to, listing, sent, started, told, url_field
from tests.desks import shown, typed, until
from tests.lab import Watch
from tests.test_screens_composer import MTLS, spoiled, write
from workbench.app import WorkbenchApp
from workbench.demo.lab import Lab
from workbench.models import Exchange
from workbench.screens.passphrase import PassphraseScreen
from workbench.workspace import requests

pytestmark = pytest.mark.slow


def title(app: WorkbenchApp) -> str:
    return Content.from_markup(composer(app).response.border_title or "").plain


async def test_an_answer_to_another_request_shows_no_marks_of_its_own(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        assert "[cert SENT alice]" in title(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: title(app).startswith("Response to GET api.demo.test:"))
        assert "[" not in title(app)
        await pilot.press("up", "enter")
        await until(pilot, lambda: "[cert SENT alice]" in title(app))


async def test_after_another_choice_of_certificate_the_answer_is_of_before(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        composer(app).workpiece.pin("none")
        assert title(app) == "Response  before the change: 200 OK"
        composer(app).workpiece.pin(None)
        assert "[cert SENT alice]" in title(app)


async def test_while_a_send_runs_the_title_is_not_of_the_answer_before(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        await go_to(app, pilot, "A slow answer")
        await pilot.press("s")
        await until(pilot, lambda: title(app) == "Response  sending…  below is the answer before")
        await pilot.resize_terminal(90, 24)
        assert title(app) == "Response  sending…  below is the answer before"
        await sent(app, pilot, "ctrl+c")
        assert "STOPPED" in title(app)


async def test_a_send_that_a_fault_of_our_own_ends_is_over_and_told(
    lab_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> Exchange:
        raise ZeroDivisionError

    monkeypatch.setattr("workbench.engine.engine.Sender.send", broken)
    async with started(lab_home) as (app, pilot):
        await pilot.press("s")
        await until(pilot, lambda: "A fault of our own: ZeroDivisionError" in told(app))
        await until(pilot, lambda: not composer(app).outbox.running)
        assert title(app) == "Response"
        assert len(list((lab_home / "reports").iterdir())) == 1
        monkeypatch.undo()
        assert (await sent(app, pilot, "s")).outcome == "response"


async def test_a_new_request_begins_without_an_answer(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Server certificate: expired")
        await sent(app, pilot, "s")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: title(app) == "Response")
        assert composer(app).response.exchange is None and composer(app).response.trouble is None
        assert "server cert EXPIRED" not in shown(app)
        go_to_list(app)
        exchange = await sent(app, pilot, "home", "s")
        assert exchange.response is not None and "200 OK" in shown(app)


def go_to_list(app: WorkbenchApp) -> None:
    """Put the focus on the list."""
    listing(app).focus()


async def test_a_notice_is_gone_with_the_next_send_load_or_new(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await write(app, pilot, lab.url("tls").removeprefix("https://"))
        await sent(app, pilot, "enter")
        assert told(app) == "https:// was put in front."
        await sent(app, pilot, "enter")
        assert told(app) == ""
        composer(app).tell("Sent once unverified; nothing was saved.", "accent")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: told(app) == "")
        go_to_list(app)
        await pilot.press("home", "enter")
        composer(app).tell("restored from an hour ago", "accent")
        await pilot.press("enter")
        await until(pilot, lambda: told(app) == "")


async def test_a_passphrase_that_is_to_be_asked_for_is_asked_for_at_once(lab_home: Path, lab: Lab, seen: Watch) -> None:
    bob = lab.identities["bob"]
    spoiled(lab_home, cert_file=None, key_file=None, pfx_file=str(bob.pfx_file), passphrase="ask")
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Another host, another identity")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, PassphraseScreen))
        await until(pilot, lambda: focused(app).id == "passphrase")
        assert not seen.connections()
        await typed(pilot, bob.passphrase or "")
        exchange = await sent(app, pilot, "enter")
        assert exchange.response is not None and exchange.response.status == 200
        assert composer(app).response.trouble is None


async def test_leaving_the_passphrase_shows_what_came_of_it(lab_home: Path, lab: Lab) -> None:
    spoiled(lab_home, cert_file=None, key_file=None, pfx_file=str(lab.identities["bob"].pfx_file), passphrase="ask")
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Another host, another identity")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, PassphraseScreen))
        exchange = await sent(app, pilot, "escape")
        assert exchange.failure is not None and exchange.failure.problem == "needs_passphrase"
        assert "[p Enter the passphrase…]" in shown(app)


@pytest.mark.parametrize(("size", "rows"), [((80, 24), 3), ((60, 16), 2)])
async def test_after_a_failure_the_list_can_still_be_walked(lab_home: Path, size: tuple[int, int], rows: int) -> None:
    async with started(lab_home, size) as (app, pilot):
        for label in ("Server certificate: expired", "Refused politely, as nginx does", MTLS):
            await go_to(app, pilot, label)
            await sent(app, pilot, "s")
            await pilot.pause()
            assert focused(app) is listing(app)
            assert listing(app).content_size.height >= rows


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_a_failure_always_shows_its_headline_and_its_ways_out(lab_home: Path, size: tuple[int, int]) -> None:
    async with started(lab_home, size) as (app, pilot):
        await go_to(app, pilot, "Server certificate: expired")
        await sent(app, pilot, "s")
        await pilot.pause()
        assert "The server's certificate" in shown(app) and "Send once unverified" in shown(app)


@pytest.mark.parametrize(("text", "kind"), [('{"a": 1}', "json"), ("[,", "json"), (",shallot", "text")])
async def test_typing_where_there_is_no_body_begins_it_and_commands_nothing(
    tmp_path: Path, text: str, kind: str
) -> None:
    async with started(tmp_path) as (app, pilot):
        await write(app, pilot, "https://a.test/")
        await pilot.press("escape", "number_sign")
        await until(pilot, lambda: focused(app).id == "body-type")
        await typed(pilot, text)
        await until(pilot, lambda: focused(app).id == "body-text")
        body = composer(app).workpiece.request.body
        assert body is not None and (body.type, body.text) == (kind, text)
        assert app.screen is composer(app)
        composer(app).workpiece.save("Typed")
        path = tmp_path / "requests" / "Typed.toml"
        await until(pilot, path.exists)
        assert requests.load(path).body == body


async def test_a_type_chosen_by_hand_stays(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("escape", "number_sign")
        await until(pilot, lambda: focused(app).id == "body-type")
        await pilot.press("right", "tab")
        await typed(pilot, "[1]")
        body = composer(app).workpiece.request.body
        assert body is not None and (body.type, body.text) == ("text", "[1]")


async def test_a_url_shows_its_start_while_the_focus_is_elsewhere(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await write(app, pilot, f"https://first.test/{'long/' * 14}last")
        assert "last" in shown(app)
        await pilot.press("escape")
        await until(pilot, lambda: "https://first.test/" in shown(app))
        await pilot.press("ctrl+l")
        await until(pilot, lambda: "/last" in shown(app))
        go_to_list(app)
        await pilot.press("enter")
        await until(pilot, lambda: "https://api.demo.test" in shown(app))
        assert url_field(app).value.startswith("https://api.demo.test")


async def test_a_method_asked_for_is_typed_over_the_old_one(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+t", "enter")
        await until(pilot, lambda: focused(app).id == "prompt-answer")
        await typed(pilot, "purge")
        await pilot.press("enter")
        await until(pilot, lambda: composer(app).workpiece.request.method == "PURGE")


async def test_choosing_the_file_begins_at_the_end_of_the_field_at_fault(lab_home: Path, lab: Lab) -> None:
    cert = str(lab.identities["alice"].cert_file)
    spoiled(lab_home, cert_file=cert, key_file="/nowhere/alice.key", pfx_file=None)
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Asked for, not required")
        await sent(app, pilot, "s")
        await pilot.press("f")
        await until(pilot, lambda: focused(app).id == "key")
        await typed(pilot, "2")
        field = focused(app)
        assert isinstance(field, Input) and field.value == "/nowhere/alice.key2"


async def test_a_choice_of_none_is_given_up_for_the_rules_by_one_key(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Refused politely, as nginx does")
        await sent(app, pilot, "s")
        assert "none, chosen here" in shown(app) and "[r Follow the rules]" in shown(app)
        await pilot.press("r")
        await until(pilot, lambda: composer(app).workpiece.request.tls.certificate is None)
        exchange = await sent(app, pilot, "ctrl+j")
        assert exchange.response is not None and exchange.response.status == 200


async def test_a_refusal_in_tls_1_3_does_not_claim_that_the_request_stayed_here(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, MTLS)
        await pilot.press("enter")
        composer(app).workpiece.pin("none")
        exchange = await sent(app, pilot, "ctrl+j")
        assert exchange.failure is not None and exchange.failure.kind == "certificate_required"
        found = composer(app).response.trouble
        assert found is not None
        assert found.sent == "The request went out; whether the server read it is not known. No certificate was sent."
