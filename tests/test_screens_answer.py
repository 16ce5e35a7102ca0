import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.body_viewing import Arriving
from tests.desks import DeskApp, opened, shown, typed, until
from tests.hops import accepted, answered, exchange, hop
from workbench.models import Content, Exchange, Response
from workbench.screens.answer import AnswerScreen
from workbench.widgets.body_bar import BodyBar
from workbench.widgets.body_view import BodyView
from workbench.widgets.cookies_view import CookiesView
from workbench.widgets.headers_view import HeadersView
from workbench.widgets.text_field import TextField

pytestmark = pytest.mark.slow

ITEMS = b'{"items": [{"id": 1.10, "n": "x y"}, {"id": 2, "n": "\\u00e9"}], "items": 3}'
JSON = (("Content-Type", "application/json"),)
TOKEN = "0123456789abcdef"


def with_body(data: bytes, kind: str = "application/json", *more: tuple[str, str]) -> Exchange:
    return exchange(hop(accepted(), headers=(("Content-Type", kind), *more)), body=data)


@asynccontextmanager
async def looking_at(
    folder: Path, answer: Exchange, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
    async with opened(folder, lambda desk: AnswerScreen(answer, "1 alice", desk), size=size) as (app, pilot):
        await until(pilot, lambda: app.screen.focused is not None)
        yield app, pilot


def body(app: DeskApp) -> BodyView:
    return app.screen.query_one(BodyView)


def bar(app: DeskApp) -> str:
    return app.screen.query_one(BodyBar).render().plain


def answer_field(app: DeskApp) -> TextField:
    return app.screen.query_one("#prompt-answer", TextField)


async def ask(pilot: Pilot[None], key: str, answer: str) -> None:
    await pilot.press(key)
    await until(pilot, lambda: bool(pilot.app.screen.query("#prompt-answer")))
    await typed(pilot, answer)
    await pilot.press("enter")


async def copied(app: DeskApp, pilot: Pilot[None], *keys: str) -> str:
    app._clipboard = ""
    await pilot.press(*keys)
    await until(pilot, lambda: app.clipboard != "")
    return app.clipboard


@pytest.fixture(autouse=True)
def _no_multiplexer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)


async def test_the_line_under_the_body_says_what_one_sees_and_where_one_is(tmp_path: Path) -> None:
    head = Response(
        status=200, reason="OK", http_version="HTTP/1.1", headers=JSON, wire_bytes=50, body_bytes=len(ITEMS)
    )
    async with looking_at(tmp_path, exchange(hop(accepted(), response=head), body=ITEMS)) as (app, pilot):
        await pilot.press("j", "j")
        await until(pilot, lambda: "line 3 of 13" in bar(app))
        assert bar(app) == f"Pretty JSON  line 3 of 13  wire 50 B, decoded {len(ITEMS)} B  utf-8  wrap on"


async def test_the_shapes_are_switched_by_keys_and_said_in_words(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        for key, word in (
            ("R", "Raw"),
            ("H", "Hex"),
            ("P", "Pretty JSON"),
            ("m", "Raw"),
            ("m", "Hex"),
            ("m", "Pretty"),
        ):
            await pilot.press(key)
            await until(pilot, lambda word=word: bar(app).startswith(word))  # type: ignore[misc]


async def test_every_tab_has_its_digit_and_takes_the_focus(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        for digit, name in (("5", "cookies-view"), ("4", "timing-view"), ("2", "headers-view"), ("1", "body-view")):
            await pilot.press(digit)
            await until(pilot, lambda name=name: getattr(app.screen.focused, "id", "") == name)  # type: ignore[misc]


@pytest.mark.slow
async def test_a_search_says_which_of_how_many_and_what_is_not_there(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        await ask(pilot, "slash", "id")
        await until(pilot, lambda: "id: 1 of 2" in bar(app))
        await pilot.press("n")
        await until(pilot, lambda: "id: 2 of 2" in bar(app))
        await ask(pilot, "slash", "/i[td]e?m?/")
        await until(pilot, lambda: " of 4" in bar(app))
        await ask(pilot, "ctrl+f", "nowhere")
        await until(pilot, lambda: app.said[-1:] == ['"nowhere" is not in the body.'])


async def test_that_a_search_went_round_the_end_is_said_until_one_moves(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        await ask(pilot, "slash", "id")
        await until(pilot, lambda: "id: 1 of 2" in bar(app))
        await pilot.press("N")
        await until(pilot, lambda: "id: 2 of 2, from the end again" in bar(app))
        await pilot.press("g")
        await until(pilot, lambda: "line 1 of" in bar(app))
        assert "id: 2 of 2  line 1 of 13" in bar(app)


@pytest.mark.slow
async def test_tab_in_the_search_switches_to_expressions(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        await pilot.press("slash", "tab")
        assert "Find regex:" in shown(app)
        await typed(pilot, "i[d]")
        await pilot.press("enter")
        await until(pilot, lambda: "of 2" in bar(app))


@pytest.mark.slow
@pytest.mark.parametrize(("answer", "line"), [("7", 7), ("1,000", 13), ("50%", 6), ("0", 1)])
async def test_a_line_is_gone_to_by_number_or_share(tmp_path: Path, answer: str, line: int) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        await ask(pilot, "L", answer)
        await until(pilot, lambda: body(app).cursor_line == line - 1)


async def test_what_is_no_line_is_said(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        await ask(pilot, "L", "x")
        assert app.said == ['"x" is no line: a number, or a share such as 50%.']


@pytest.mark.slow
async def test_a_path_filters_the_body_and_a_key_brings_back_the_whole(tmp_path: Path) -> None:
    array = b'[{"v": 1.10}, {"v": 2E1}, {"w": 0}]'
    async with looking_at(tmp_path, with_body(array)) as (app, pilot):
        await ask(pilot, "F", "[*].v")
        await until(pilot, lambda: "2 matches" in shown(app))
        assert [line for line in ("1.10,", "2E1") if line in shown(app)] == ["1.10,", "2E1"]
        await until(pilot, lambda: "of $[*].v" in bar(app))  # the line below hears of it after the body
        result = body(app).document.lines.source
        assert f"  {len(result)} B  " in bar(app) and len(result) != len(array)
        await pilot.press("U")
        await until(pilot, lambda: bar(app).startswith("Pretty"))


@pytest.mark.slow
async def test_what_is_wrong_with_a_filter_is_said_whole_and_the_body_stays(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        await ask(pilot, "F", "$.items[")
        await until(pilot, lambda: app.said == ["$.items[ is no JSONPath: unexpected end of query."])
        assert body(app).shape == "pretty"


@pytest.mark.slow
async def test_an_empty_filter_ends_it(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        await ask(pilot, "F", "items")
        await until(pilot, lambda: body(app).shape == "made")
        await pilot.press("F", "backspace", "enter")
        await until(pilot, lambda: body(app).shape == "pretty")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the command is a POSIX shell's")
async def test_the_body_goes_through_a_command_and_what_it_writes_has_every_deed(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(b"b\na\n", "text/plain")) as (app, pilot):
        await ask(pilot, "vertical_line", "sort; echo no >&2; exit 4")
        await until(pilot, lambda: "it says: no" in shown(app))
        assert "it ended with status 4" in shown(app)
        await ask(pilot, "slash", "b")
        await until(pilot, lambda: "b: 1 of 1" in bar(app))
        assert await copied(app, pilot, "y", "l") == "b"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "key", "text"),
    [
        (4, "v", "1.10"),
        (5, "v", "x y"),
        (9, "v", "é"),
        (3, "v", '{\n  "id": 1.10,\n  "n": "x y"\n}'),
        (4, "p", "$.items[0].id"),
        (9, "j", ".items[1].n"),
        (1, "p", "$"),
        (12, "v", "3"),
        (4, "l", '      "id": 1.10,'),
        (4, "b", ITEMS.decode()),
    ],
)
async def test_a_part_of_the_body_is_copied_by_a_letter(tmp_path: Path, line: int, key: str, text: str) -> None:
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        body(app).go_to_line(line)
        assert await copied(app, pilot, "y", key) == text


async def test_control_characters_are_copied_in_visible_form_and_raw_by_a_capital(tmp_path: Path) -> None:
    evil = b"a\x1b]0;owned\x07b\ttab\r\nlast\n"
    async with looking_at(tmp_path, with_body(evil, "text/plain")) as (app, pilot):
        assert await copied(app, pilot, "y", "b") == "a^[]0;owned^Gb\ttab\nlast\n"
        assert "control characters are in visible form: a capital letter copies them" in app.said[-1]
        assert await copied(app, pilot, "y", "B") == evil.decode()
        assert "control characters, copied as they are" in app.said[-1]


async def test_what_is_here_of_a_body_is_not_copied_or_saved_as_if_it_were_all(tmp_path: Path) -> None:
    answer = with_body(b"abc\n", "text/plain")
    lack = "The body's file is gone: the first 4 B of 9.0 MB are kept."
    lost = replace(answer, body=Content(size=9_000_000, data=b"abc\n", path=tmp_path / "gone"))
    async with looking_at(tmp_path, lost) as (app, pilot):
        assert await copied(app, pilot, "y", "b") == "abc\n"
        assert app.said[-1].endswith(f". {lack}")
        await pilot.press("S")
        await until(pilot, lambda: bool(app.screen.query("#prompt-answer")))
        answer_field(app).value = str(tmp_path / "saved")
        await pilot.press("enter")
        await until(pilot, lambda: app.said[-1].startswith(f"{lack} Saved the bytes as they came, 4 B, in "))
    cut = replace(answer, body=Content(size=4, data=b"abc\n", complete=False))
    async with looking_at(tmp_path, cut) as (app, pilot):
        assert await copied(app, pilot, "y", "w") == "abc\n"
        assert app.said[-1].endswith(". Not all of the body is here: 4 B arrived.")


async def test_a_body_that_still_arrives_is_copied_as_far_as_it_is_shown_and_that_is_said(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(b"", "text/plain")) as (app, pilot):
        arriving = Arriving()
        arriving.data = b"abc\n"
        body(app).follow(arriving, "text/plain")
        await until(pilot, lambda: body(app).line_text() == "abc")
        body(app).focus()
        assert await copied(app, pilot, "y", "w") == "abc\n"
        assert app.said[-1].endswith(". Not all of the body is here yet.")
        await pilot.press("y", "b")
        await until(pilot, lambda: app.said[-1] == "Not copied. Not all of the body is here yet.")


@pytest.mark.slow
async def test_a_path_in_what_was_made_of_the_body_is_said_to_be_one(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(b'{"a": {"b": [1, 2]}}')) as (app, pilot):
        body(app).go_to_line(4)
        assert await copied(app, pilot, "y", "p") == "$.a.b[0]"
        assert "made from the body" not in app.said[-1]
        await ask(pilot, "F", "$.a")
        await until(pilot, lambda: body(app).shape == "made")
        body(app).go_to_line(3)
        assert await copied(app, pilot, "y", "p") == "$.b[0]"
        assert "It leads through what is shown, which was made from the body" in app.said[-1]


async def test_no_path_is_told_where_a_line_end_stands_bare_in_a_string(tmp_path: Path) -> None:
    async with looking_at(tmp_path, with_body(b'{"a": ["x\n  y", 5]}')) as (app, pilot):
        assert "line ends stand bare in a string" in shown(app)
        body(app).go_to_line(5)
        for letter in ("p", "j", "v"):
            app.said.clear()
            await pilot.press("y", letter)
            await until(pilot, lambda: bool(app.said))
            assert app.said == ["Not copied. Neither path nor value can be told where line ends stand bare in strings."]


async def test_all_headers_are_copied_in_visible_form_and_a_capital_says_so(tmp_path: Path) -> None:
    evil = exchange(hop(accepted(), headers=(("X-Evil", "a\x1b[31m"),)))
    async with looking_at(tmp_path, evil) as (app, pilot):
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen.focused, HeadersView))
        assert "a^[[31m" in await copied(app, pilot, "y", "W")
        assert "Control characters are in visible form: V and L copy those of one entry" in app.said[-1]
        assert "a^[[31m" in await copied(app, pilot, "y", "w")
        assert "visible form" not in app.said[-1]


@pytest.mark.slow
async def test_a_masked_header_is_copied_masked_until_it_is_shown(tmp_path: Path) -> None:
    async with looking_at(tmp_path, exchange(answered())) as (app, pilot):
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen.focused, HeadersView))
        await ask(pilot, "slash", "authorization")
        assert "1 of 4" in shown(app)
        assert await copied(app, pilot, "y", "v") == "Bearer ********(16)"
        assert "M shows what is masked" in app.said[-1]
        await pilot.press("M")
        assert await copied(app, pilot, "y", "l") == f"Authorization: Bearer {TOKEN}"
        await pilot.press("slash", "backspace", "enter")
        await until(pilot, lambda: "Content-Type" in shown(app))


async def test_the_secrets_of_one_answer_do_not_stay_shown_for_the_next(tmp_path: Path) -> None:
    async with looking_at(tmp_path, exchange(answered())) as (app, pilot):
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen.focused, CookiesView))
        await pilot.press("M")
        assert "1234567" in shown(app)
        app.screen.query_one(CookiesView).show(exchange(answered()))
        await pilot.pause()
        assert "1234567" not in shown(app)


@pytest.mark.slow
async def test_the_cursor_walks_over_the_cookies_and_scrolls_what_is_long(tmp_path: Path) -> None:
    cookies = tuple(("Set-Cookie", f"c{number}={number}; Path=/") for number in range(9))
    async with looking_at(tmp_path, exchange(hop(accepted(), headers=cookies))) as (app, pilot):
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen.focused, CookiesView))
        sheet = app.screen.query_one(CookiesView)
        await pilot.press("j", "j")
        assert sheet.chosen is not None
        assert sheet.chosen.name == "c2"
        await pilot.press("G")
        assert "c8" in shown(app)
        assert await copied(app, pilot, "y", "n") == "c8"


@pytest.mark.slow
@pytest.mark.parametrize(("letter", "written"), [("b", ITEMS), ("s", b'{\n  "items": [')])
async def test_a_body_is_saved_as_it_came_or_as_it_is_shown(tmp_path: Path, letter: str, written: bytes) -> None:
    target = tmp_path / "saved here.json"
    async with looking_at(tmp_path, with_body(ITEMS)) as (app, pilot):
        await pilot.press("S", letter)
        await until(pilot, lambda: bool(app.screen.query("#prompt-answer")))
        answer_field(app).value = str(target)
        await pilot.press("enter")
        await until(pilot, target.exists)
        await until(pilot, lambda: bool(app.said))
        assert target.read_bytes().startswith(written)
        assert target.stat().st_mode & 0o777 == 0o600 or sys.platform == "win32"
        assert str(target) in app.said[-1]


async def test_a_file_that_is_there_is_not_written_over_unasked(tmp_path: Path) -> None:
    target = tmp_path / "mine.txt"
    target.write_text("precious")
    async with looking_at(tmp_path, with_body(b"new", "text/plain")) as (app, pilot):
        await pilot.press("S")
        await until(pilot, lambda: bool(app.screen.query("#prompt-answer")))
        answer_field(app).value = str(target)
        await pilot.press("enter")
        await until(pilot, lambda: "over the file that is there" in shown(app))
        await pilot.press("n")
        await until(pilot, lambda: bool(app.said))
        assert target.read_text() == "precious"


async def test_the_name_offered_is_harmless(tmp_path: Path) -> None:
    disposition = ("Content-Disposition", 'attachment; filename="../../.ssh/authorized\x1b_keys"')
    async with looking_at(tmp_path, with_body(b"x", "text/plain", disposition)) as (app, pilot):
        await pilot.press("S")
        await until(pilot, lambda: "authorized__keys" in shown(app))
        assert "/" not in shown(app).split("as:")[1].split("\n")[0]


@pytest.mark.slow
async def test_a_body_in_a_file_has_the_same_deeds(tmp_path: Path) -> None:
    spilled = tmp_path / "body"
    spilled.write_bytes(json.dumps([{"n": number, "x": "y" * 50} for number in range(2000)]).encode())
    answer = with_body(b"")
    content = Content(size=spilled.stat().st_size, data=spilled.read_bytes()[:1000], path=spilled)
    async with looking_at(tmp_path, replace(answer, body=content)) as (app, pilot):
        await until(pilot, lambda: bar(app).startswith("Pretty JSON"))
        await pilot.press("G", "k", "k", "k")
        assert await copied(app, pilot, "y", "p") == "$[1999].n"
        await ask(pilot, "F", "[?@.n > 1997].n")
        await until(pilot, lambda: "2 matches" in shown(app))


async def test_without_a_body_that_is_said(tmp_path: Path) -> None:
    async with looking_at(tmp_path, exchange(hop(accepted()), body=None)) as (app, pilot):
        await pilot.press("S")
        assert app.said == ["There is no body, or not all of it yet."]


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (60, 16), (200, 50)])
async def test_nothing_is_clipped_at_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with looking_at(tmp_path, exchange(answered("/a", 302), answered()), size) as (app, pilot):
        assert "5 Cookies" in shown(app)
        await pilot.press("4")
        await until(pilot, lambda: "Total" in shown(app))
        assert all("━" not in line or " ms " in line for line in shown(app).splitlines()[3:-3])
