from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Key, Paste
from textual.pilot import Pilot

from tests.apps import certificate_line, composer, focused, go_to, listing, sent, started, told, url_field
from tests.desks import shown, typed, until
from tests.lab import Watch
from workbench.app import WorkbenchApp
from workbench.demo.lab import Lab
from workbench.models import Request
from workbench.screens import send_control
from workbench.screens.chooser import ChooserScreen
from workbench.settings import Settings, load, update
from workbench.widgets.body_view import BodyView
from workbench.widgets.certificate_line import CertificateLine
from workbench.widgets.footer import Footer
from workbench.widgets.network_view import NetworkView
from workbench.widgets.request_editor import RequestEditor
from workbench.widgets.request_list import RequestList
from workbench.widgets.url_field import UrlField
from workbench.workspace import requests

pytestmark = pytest.mark.slow


MTLS = "mTLS: the right certificate"


def trouble(app: WorkbenchApp) -> str:
    found = composer(app).response.trouble
    return found.headline if found else ""


def footer_words(app: WorkbenchApp) -> set[str]:
    return {entry.description for entry in app.screen.query_one(Footer).entries()}


async def write(app: WorkbenchApp, pilot: Pilot[None], url: str) -> None:
    """Put a URL into its field by keys alone."""
    await pilot.press("ctrl+l", "ctrl+u", "ctrl+k")
    await typed(pilot, url)


async def test_the_first_start_has_the_cursor_in_the_url_and_three_hints(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.pause()
        assert focused(app) is url_field(app)
        screen = shown(app)
        assert "without a scheme it is https" in screen
        assert "your client certificates" in screen
        assert "workbench demo" in screen


async def test_the_demo_opens_on_its_list_with_the_cursor_on_the_first(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await until(pilot, lambda: focused(app) is listing(app))
        assert listing(app).cursor == 0
        assert listing(app).rows[0].label == MTLS
        assert MTLS in shown(app)


async def test_enter_loads_with_its_description_and_f5_sends(lab_home: Path, seen: Watch, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("enter")
        await until(pilot, lambda: url_field(app).value == lab.url("mtls"))
        assert "requires a certificate" in shown(app)
        assert "cert: alice  by rule" in certificate_line(app)
        exchange = await sent(app, pilot, "f5")
        assert exchange.response is not None and exchange.response.status == 200
        title = shown(app)
        assert "200 OK" in title and "[TLS ok]" in title and "[cert SENT alice]" in title
        assert exchange.body is not None and b'"CN=alice"' in exchange.body.data
    client = seen.only("mtls").client
    assert client is not None and client.sha256 == lab.identities["alice"].sha256


async def test_a_burst_of_enter_and_send_sends_what_was_loaded(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("down")
        for key in ("enter", "f5"):
            app.post_message(Key(key, None))
        await until(pilot, lambda: composer(app).response.exchange is not None)
        exchange = composer(app).response.exchange
        assert exchange is not None and exchange.request.url == lab.url("mtls12")


async def test_the_certificate_line_follows_the_url_key_by_key(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await write(app, pilot, "https://api.demo.test:1")
        assert "cert: alice" in certificate_line(app)
        await write(app, pilot, "http://api.demo.test:1")
        assert "cert: none" in certificate_line(app) and "http" in certificate_line(app)
        await write(app, pilot, "https://elsewhere.test")
        assert "cert: none" in certificate_line(app)
        await write(app, pilot, "https://127.1/")
        assert "cert: none" not in certificate_line(app) and "127.1" in certificate_line(app)
        await write(app, pilot, "https://{{host}}/")
        assert "{{host}}" in certificate_line(app)


async def test_a_url_without_a_scheme_is_sent_by_https_and_that_is_said(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await write(app, pilot, lab.url("tls").removeprefix("https://"))
        await sent(app, pilot, "enter")
        assert url_field(app).value == lab.url("tls")
        assert told(app) == "https:// was put in front."
        await pilot.press("x")
        assert url_field(app).value == f"{lab.url('tls')}x"


async def test_nothing_is_sent_without_a_url(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+j")
        await until(pilot, lambda: told(app) == "Type a URL first.")


async def test_an_enter_inside_a_burst_never_sends(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("ctrl+l")
        for letter in "abc":
            app.post_message(Key(letter, letter))
        app.post_message(Key("enter", "\r"))
        for letter in "def":
            app.post_message(Key(letter, letter))
        await until(pilot, lambda: url_field(app).value == "abcdef")
        assert "inside a paste" in told(app)
        assert composer(app).response.exchange is None


@pytest.mark.parametrize(
    ("pasted", "value"),
    [
        ("https://a.test/\nlong/path\n", "https://a.test/long/path"),
        ("wget https://a.test \\\n  -O x", "wget https://a.test-O x"),
    ],
)
async def test_a_paste_is_taken_whole(tmp_path: Path, pasted: str, value: str) -> None:
    async with started(tmp_path) as (app, pilot):
        app.post_message(Paste(pasted))
        await until(pilot, lambda: url_field(app).value == value)
        await until(pilot, lambda: told(app) == "2 lines joined")


async def test_a_send_that_runs_is_told_of_not_repeated_and_stopped(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "A slow answer")
        await pilot.press("s")
        await until(pilot, lambda: "waiting for the answer" in shown(app))
        await pilot.press("ctrl+j")
        await until(pilot, lambda: told(app).startswith("running") and told(app).endswith("^C stops"))
        exchange = await sent(app, pilot, "ctrl+c")
        assert exchange.failure is not None and exchange.failure.kind == "cancelled"
        assert "STOPPED" in shown(app)
        assert "running" not in told(app)
    assert len(seen.requests("optional")) == 1


async def test_a_question_about_the_answer_takes_no_room_from_it(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        await pilot.press("ctrl+o", "r")
        read = composer(app).response.size.height
        for opening in ("slash", "F", "L", "y", "ctrl+o"):
            await pilot.press(opening)
            assert composer(app).response.size.height >= read - 1, opening
            await pilot.press("escape")


async def test_a_question_about_the_body_from_another_tab_ends_in_the_body(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        await pilot.press("ctrl+o", "r", "3")
        await until(pilot, lambda: isinstance(focused(app), NetworkView))
        await pilot.press("L", "2", "enter")
        await until(pilot, lambda: isinstance(focused(app), BodyView))


async def test_the_footer_says_what_can_be_done_with_the_body_that_is_read(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        await pilot.press("ctrl+o", "r")
        await until(pilot, lambda: {"Copy", "Find", "Filter"} <= footer_words(app))
        await pilot.press("ctrl+o", "l")
        await until(pilot, lambda: "Load" in footer_words(app))
        assert not {"Find", "Filter"} & footer_words(app)


async def test_a_second_post_within_a_second_is_ignored_and_said(
    lab_home: Path, seen: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send_control, "REPEAT_SECONDS", 60.0)  # on a busy machine the first takes longer
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Echo a JSON body")
        await sent(app, pilot, "s")
        composer(app).outbox.send(composer(app).workpiece.request)
        assert "less than a second ago" in told(app)
    assert len(seen.requests("optional")) == 1


async def test_an_expired_server_stands_in_the_pane_and_once_unverified_saves_nothing(
    lab_home: Path, seen: Watch
) -> None:
    before = (lab_home / "settings.toml").read_bytes()
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Server certificate: expired")
        await sent(app, pilot, "s")
        assert "The server's certificate expired" in trouble(app)
        screen = shown(app)
        assert "Nothing was sent." in screen and "[o Send once unverified]" in screen
        assert "[server cert EXPIRED]" in screen
        assert not seen.requests("expired")
        exchange = await sent(app, pilot, "o")
        assert exchange.response is not None and exchange.response.status == 200
        assert "[NOT VERIFIED]" in shown(app)
        assert "once unverified; nothing was saved" in told(app)
        assert composer(app).workpiece.request.tls.verify is None
        exchange = await sent(app, pilot, "s")
        assert exchange.failure is not None and exchange.failure.kind == "tls_verification"
    assert (lab_home / "settings.toml").read_bytes() == before


async def test_the_chain_is_one_key_from_the_failure(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Server certificate: expired")
        await sent(app, pilot, "s")
        await pilot.press("v")
        await until(pilot, lambda: focused(app).id == "network-view")
        assert "Chain" in shown(app)


async def test_a_400_about_the_certificate_is_mended_through_the_chooser(lab_home: Path, lab: Lab, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Refused politely, as nginx does")
        exchange = await sent(app, pilot, "s")
        assert exchange.response is not None and exchange.response.status == 400
        assert "asked for a certificate" in trouble(app)
        assert "[cert ASKED, NONE SENT]" in shown(app)
        assert "No required SSL certificate was sent" in shown(app)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, ChooserScreen))
        await pilot.press("home", "enter")
        await until(pilot, lambda: composer(app).workpiece.request.tls.certificate is not None)
        exchange = await sent(app, pilot, "s" if not focused(app).check_consume_key("s", "s") else "f5")
        assert exchange.request.tls.certificate is not None


async def test_enter_on_the_certificate_line_opens_the_chooser_and_none_is_taken(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("enter", "ctrl+o", "k")
        await until(pilot, lambda: isinstance(focused(app), CertificateLine))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChooserScreen))
        await pilot.press("n")
        await until(pilot, lambda: composer(app).workpiece.request.tls.certificate == "none")
        assert "cert: none" in certificate_line(app)


def spoiled(home: Path, **change: str | None) -> None:
    """Change every entry in the settings of a home."""
    settings: Settings = load(home / "settings.toml")
    entries = tuple(replace(entry, **change) for entry in settings.certificates)  # type: ignore[arg-type]
    from workbench.certificates.sealing import Sealer

    update(settings, replace(settings, certificates=entries), Sealer(home / "sealing"))


async def test_an_entry_that_cannot_be_used_stops_the_send_and_offers_to_go_without(
    lab_home: Path, seen: Watch
) -> None:
    spoiled(lab_home, cert_file="/nowhere/alice.crt", key_file="/nowhere/alice.key", pfx_file=None)
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Asked for, not required")
        exchange = await sent(app, pilot, "s")
        assert exchange.failure is not None and exchange.failure.kind == "certificate_unusable"
        assert "[f Choose the file…]" in shown(app)
        assert not seen.connections()
        exchange = await sent(app, pilot, "n")
        assert exchange.response is not None and exchange.response.status == 200
        assert composer(app).workpiece.request.tls.certificate is None
    assert seen.only("optional").client is None


async def test_a_passphrase_that_is_asked_for_is_entered_from_the_failure(lab_home: Path, lab: Lab) -> None:
    bob = lab.identities["bob"]
    spoiled(lab_home, cert_file=None, key_file=None, pfx_file=str(bob.pfx_file), passphrase="ask")
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Another host, another identity")
        await pilot.press("s")
        await until(pilot, lambda: focused(app).id == "passphrase")
        await sent(app, pilot, "escape")
        assert "[p Enter the passphrase…]" in shown(app)
        await pilot.press("p")
        await until(pilot, lambda: focused(app).id == "passphrase")
        await typed(pilot, bob.passphrase or "")
        exchange = await sent(app, pilot, "enter")
        assert exchange.response is not None and exchange.response.status == 200


@pytest.mark.parametrize(
    ("letter", "place"),
    [("m", "method"), ("u", "url"), ("k", "certificate"), ("l", "requests"), ("q", "params"), ("r", "body-view")],
)
async def test_jump_mode_reaches_every_place(lab_home: Path, letter: str, place: str) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        await pilot.press("ctrl+o")
        assert "Jump to" in shown(app)
        await pilot.press(letter)
        await until(pilot, lambda: focused(app).id == place)
        assert "Jump to" not in shown(app)


async def test_jump_mode_goes_back_by_any_other_key(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("ctrl+o", "escape")
        await until(pilot, lambda: focused(app) is listing(app))


async def test_the_tabs_answer_to_digits_and_keys(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        for key, text in (("2", "Content-Type"), ("3", "asked, SENT, accepted"), ("4", "Total"), ("1", '"server"')):
            await pilot.press(key)
            await until(pilot, lambda text=text: text in shown(app))  # type: ignore[misc]
        await pilot.press("f4")
        await until(pilot, lambda: "Content-Type" in shown(app))
        await pilot.press("at")
        await until(pilot, lambda: focused(app).id == "headers")


async def test_headers_and_a_body_are_edited_by_keys_and_sent(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Echo a JSON body")
        await pilot.press("enter", "at")
        await until(pilot, lambda: focused(app).id == "headers")
        await pilot.press("down", "down", "end", "enter")
        await typed(pilot, "X-One: 1")
        await pilot.press("f8")
        await until(pilot, lambda: focused(app).id == "body-type")
        await pilot.press("tab", "end")
        await typed(pilot, " ")
        exchange = await sent(app, pilot, "ctrl+j")
        request = exchange.request
        assert request.body is not None and request.body.text.endswith("} ")
    (asked,) = seen.requests("optional")
    assert asked.header("X-One") == "1"
    assert asked.body_bytes == len(request.body.text)


async def test_a_draft_is_saved_after_the_last_key_and_comes_back(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await write(app, pilot, "https://a.test/draft")
        await until(pilot, lambda: bool(list((tmp_path / "drafts").glob("*.json"))))
        await pilot.press("ctrl+q")
    async with started(tmp_path) as (app, pilot):
        await until(pilot, lambda: url_field(app).value == "https://a.test/draft")
        assert told(app).startswith("restored from ")


async def test_a_send_that_was_in_flight_is_told_at_the_next_start(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "A slow answer")
        await pilot.press("s")
        await until(pilot, lambda: bool(list((lab_home / "drafts").glob("*.json"))))
        await pilot.press("ctrl+q")
    async with started(lab_home) as (app, pilot):
        await until(pilot, lambda: "the GET was in flight, result unknown" in told(app))


async def test_loading_over_a_change_keeps_it_for_u(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await write(app, pilot, "https://mine.test/")
        await pilot.press("escape", "enter")
        await until(pilot, lambda: url_field(app).value != "https://mine.test/")
        assert "u in the list brings it back" in told(app)
        await pilot.press("u")
        await until(pilot, lambda: url_field(app).value == "https://mine.test/")


async def test_a_new_request_is_saved_under_a_name_and_again_where_it_was(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await write(app, pilot, "https://a.test/one")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: focused(app).id == "prompt-answer")
        await typed(pilot, "My call")
        await pilot.press("enter")
        path = tmp_path / "requests" / "My-call.toml"
        await until(pilot, lambda: path.exists() and len(listing(app).rows) == 1)
        assert requests.load(path) == Request(name="My call", url="https://a.test/one")
        await pilot.press("ctrl+l", "end")
        await typed(pilot, "/two")
        await pilot.press("ctrl+s")
        await until(pilot, lambda: requests.load(path).url == "https://a.test/one/two")


async def test_a_text_is_found_in_the_body(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        await pilot.press("slash")
        await until(pilot, lambda: focused(app).id == "prompt-answer")
        await typed(pilot, "SUBJECT")
        await pilot.press("enter")
        await until(pilot, lambda: '"subject": "CN=alice"' in shown(app))
        await pilot.press("slash")
        await typed(pilot, "not there")
        await pilot.press("enter")
        await until(pilot, lambda: "is not in the body" in told(app))


async def test_a_hostile_answer_shows_no_control_character_anywhere(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "A hostile answer")
        await sent(app, pilot, "s")
        for tab in "1234":
            await pilot.press(tab)
            await pilot.pause()
            text = shown(app)
            assert not [sign for sign in text.replace("\n", "") if ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0]
            assert "\u202e" not in text


@pytest.mark.parametrize("place", ["m", "u", "k", "l", "q", "r"])
async def test_the_footer_fits_and_ends_in_help_all_and_quit(lab_home: Path, place: str) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        await pilot.press("ctrl+o", place)
        await pilot.pause()
        line = shown(app).splitlines()[-1].rstrip()
        key = "F1" if place in ("u", "q") else "?"  # where a question mark is typed
        assert line.endswith(f"  {key} Help  ^P All  ^Q Quit")
        assert len(line) <= 80


@pytest.mark.parametrize("size", [(80, 24), (120, 30), (200, 50), (60, 16)])
async def test_every_size_shows_list_and_answer(lab_home: Path, size: tuple[int, int]) -> None:
    async with started(lab_home, size) as (app, pilot):
        await sent(app, pilot, "s")
        text = shown(app)
        assert "Requests" in text and "200 " in text and "[cert SENT alice]" in text
        editor = app.screen.query_one(RequestEditor)
        assert editor.display is (size[0] >= 120)


async def test_everything_in_the_palette_has_words_and_one_can_be_done(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("ctrl+p")
        assert "Everything that can be done here" in shown(app)
        await typed(pilot, "go to the url")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(focused(app), UrlField))
        assert isinstance(listing(app), RequestList)
