"""The view of a body, driven as a person drives it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.body_viewing import Arriving, records, viewing
from tests.desks import shown, until
from workbench.models import Content

pytestmark = pytest.mark.slow


async def test_a_small_json_is_laid_out_at_once() -> None:
    async with viewing(b'{"a":[1,2]}', "application/json") as (app, _pilot):
        assert app.lines[:3] == ["{", '  "a": [', "    1,"]
        assert app.view.shapes == ("pretty", "raw", "hex")


async def test_a_large_json_shows_as_it_came_and_is_then_laid_out() -> None:
    async with viewing(records(20_000), "application/json") as (app, pilot):
        assert app.view.shape == "raw" and "laying out JSON" in app.view.status
        await until(pilot, lambda: app.view.shape == "pretty")
        await until(pilot, lambda: app.lines[:3] == ["[", "  {", '    "id": 0,'])


async def test_what_is_read_is_not_taken_away() -> None:
    async with viewing(records(20_000), "application/json") as (app, pilot):
        await pilot.press("j")
        await until(pilot, lambda: "Pretty is ready" in app.view.status)
        assert app.view.shape == "raw"
        app.view.turn("pretty")
        await until(pilot, lambda: app.lines[0] == "[")


async def test_a_body_that_is_not_what_it_says_stays_as_it_came_and_says_where() -> None:
    async with viewing(b'{"a":1,\n"b":oops}', "application/json") as (app, _pilot):
        text = " ".join(app.lines)
        assert "not laid out as JSON, so shown as it came" in text
        assert "line 2, byte 12" in text and '"b":oops}' in text


async def test_laying_out_can_be_stopped() -> None:
    async with viewing(records(60_000), "application/json") as (app, pilot):
        assert app.view.working
        assert app.view.stop_work()
        assert not app.view.working and not app.view.stop_work()
        assert "was stopped" in app.view.status
        app.view.turn("pretty")
        await until(pilot, lambda: app.view.shape == "pretty")


async def test_a_long_line_is_wrapped_and_nothing_of_it_is_lost() -> None:
    async with viewing(b"0123456789" * 10) as (app, pilot):
        assert "".join(app.lines) == "0123456789" * 10
        await pilot.press("W")
        await pilot.pause()
        assert app.lines[0].startswith("0123456789" * 3) and app.lines[1] == ""
        await pilot.press("E")
        await pilot.pause()
        assert app.lines[0].endswith("0123456789")


async def test_wide_characters_are_wrapped_by_their_cells() -> None:
    async with viewing(("日" * 30).encode()) as (app, _pilot):
        assert "".join(app.lines).count("日") == 30


async def test_a_line_of_megabytes_is_scrolled_through_to_its_end() -> None:
    data = b"ab" * 3_000_000 + "äöü and the end".encode()
    async with viewing(data) as (app, pilot):
        await until(pilot, lambda: app.view.document.lines.span(0) == (0, len(data)))
        await pilot.press("E")
        await pilot.pause()
        assert app.lines[0].endswith("äöü and the end")
        await pilot.press("W")
        await until(pilot, lambda: "wrapping" not in app.view.status)
        await pilot.press("end")
        await pilot.pause()
        assert any(line.endswith("end") for line in app.lines)


async def test_many_lines_are_scrolled_and_not_wrapped() -> None:
    lines = [b"line %d %s" % (number, b"x" * 200) for number in range(5_000)]
    async with viewing(b"\n".join(lines)) as (app, pilot):
        await until(pilot, lambda: app.view.virtual_size.height == 5_000)
        await pilot.press("end")
        await pilot.pause()
        assert any(line.startswith("line 4999 ") for line in app.lines)
        await pilot.press("home", *["right"] * 2)
        await pilot.pause()
        assert app.lines[0].startswith("x" * 30)


async def test_the_current_line_moves_and_is_kept_in_view() -> None:
    async with viewing(b"\n".join(b"line %d" % number for number in range(100))) as (app, pilot):
        await pilot.press("j", "j")
        assert (app.view.cursor_line, app.view.line_text(), app.view.line_bytes()) == (2, "line 2", b"line 2")
        assert shown(app).splitlines()[2].startswith("> line 2")
        app.view.go_to_line(50)
        await pilot.pause()
        assert "> line 49" in shown(app)
        await pilot.press("pagedown")
        await pilot.pause()
        assert app.view.cursor_line == 58
        app.view.go_to_line(1_000)
        assert app.view.cursor_line == 99


async def test_what_was_found_comes_into_view_forwards_and_backwards() -> None:
    async with viewing(b"\n".join(b"line %d" % number for number in range(100))) as (app, pilot):
        app.view.find("LINE 5")
        await pilot.pause()
        assert "> line 5 " in shown(app)
        await pilot.press("n")
        await pilot.pause()
        assert "> line 50" in shown(app)
        await pilot.press("N", "N")
        await pilot.pause()
        assert "> line 59" in shown(app)
        await pilot.press("n")
        await pilot.pause()
        assert [event.words for event in app.found] == [
            "1 of 11",
            "2 of 11",
            "1 of 11",
            "11 of 11, from the end again",
            "1 of 11, from the top again",
        ]
        app.view.find("nothing")
        await pilot.pause()
        assert (app.found[-1].line, app.found[-1].words) == (None, '"nothing" is not in the body')


async def test_an_expression_is_looked_for_beside_the_keys() -> None:
    async with viewing(b"\n".join(b"line %d" % number for number in range(100))) as (app, pilot):
        app.view.find(r"^line \d7$", regex=True)
        await until(pilot, lambda: bool(app.found) and app.found[-1].words == "1 of 9")
        assert app.view.cursor_line == 17
        app.view.find("(", regex=True)
        await until(pilot, lambda: app.found[-1].words.startswith("a wrong expression"))


async def test_an_expression_that_would_take_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.widgets.body_search._PATIENCE", 0.5)
    async with viewing(b"a" * 60) as (app, pilot):
        app.view.find("(a+)+b", regex=True)
        await until(pilot, lambda: bool(app.found))
        assert app.found[-1].words == "stopped after 0.5 s without getting further"


async def test_json_folds_and_unfolds_at_the_current_line() -> None:
    async with viewing(b'{"a":[1,2],"b":{"c":3}}', "application/json") as (app, pilot):
        await pilot.press("j", "enter")
        await until(pilot, lambda: len(app.view.rows.folds) == 1)
        await pilot.pause()
        assert app.lines[:4] == ["{", '  "a": [ … 3 lines ],', '  "b": {', '    "c": 3']
        await pilot.press("j", "j", "j", "z")  # what the line closes
        await until(pilot, lambda: len(app.view.rows.folds) == 2)
        await pilot.press("z", "j", "z")  # what the line stands in
        await until(pilot, lambda: len(app.view.rows.folds) == 2)
        await pilot.pause()
        assert app.lines[:4] == ["{", '  "a": [ … 3 lines ],', '  "b": { … 2 lines }', "}"]
        await pilot.press("enter", "g", "minus")
        await until(pilot, lambda: len(app.view.rows.folds) == 2)
        await pilot.press("plus")
        await pilot.pause()
        assert len(app.view.rows.folds) == 0 and app.lines[2] == "    1,"


async def test_more_folds_than_lines_are_wrapped_with_are_told() -> None:
    async with viewing(records(2_001), "application/json") as (app, pilot):
        await until(pilot, lambda: app.view.shape == "pretty")
        app.view.wrap = True
        await pilot.press("minus")
        await until(pilot, lambda: bool(app.remarks))
        assert app.remarks == ["Wrapping is off: it takes too long with more than 2,000 folds."]
        assert len(app.view.rows.folds) == 2_001 and not app.view.wrap
        await pilot.press("W")
        await until(pilot, lambda: len(app.remarks) == 2)
        assert app.remarks[1] == app.remarks[0] and not app.view.wrap
        await pilot.press("plus", "W")
        await until(pilot, lambda: app.view.wrap)


async def test_what_is_found_in_a_fold_is_unfolded() -> None:
    async with viewing(records(50), "application/json") as (app, pilot):
        await pilot.press("minus")
        await until(pilot, lambda: len(app.view.rows.folds) == 50)
        app.view.find('"id": 33')
        await pilot.pause()
        assert any('"id": 33' in line for line in app.lines)
        assert len(app.view.rows.folds) == 49


async def test_hex_shows_every_byte() -> None:
    async with viewing(bytes(range(64)), "application/octet-stream") as (app, pilot):
        assert app.view.shape == "hex"  # what is no text shows best so
        app.view.turn("hex")
        await pilot.pause()
        assert app.lines[1].startswith("00000008  0809 0a0b")  # sixteen have no room in forty columns


async def test_hex_in_a_narrow_view_is_read_whole_found_and_gone_to() -> None:
    data = b"The needle is in the second half, and so on and on.\0"
    async with viewing(data, "application/octet-stream") as (app, pilot):
        await pilot.resize_terminal(60, 16)
        app.view.show(Content(size=len(data), data=data), "application/octet-stream")
        await pilot.pause()
        assert app.lines[0] == "00000000  5468 6520 6e65 6564  The need"
        app.view.find("second")
        await until(pilot, lambda: app.view.cursor_line == 2)
        assert app.view.line_text() == "00000010  2074 6865 2073 6563   the sec"
        app.view.go_to_line(4)
        assert app.view.line_bytes() == data[24:32]


async def test_no_body_says_so_and_a_cut_one_too() -> None:
    async with viewing(b"") as (app, pilot):
        assert "no body" in shown(app)
        app.view.show(Content(size=4, data=b"half", complete=False), "")
        await pilot.pause()
        assert "not all of the body is here" in " ".join(app.lines).replace("  ", " ")
        assert "half" in app.lines


async def test_a_body_on_disk_is_mapped(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"first\n" + b"more\n" * 1_000_000 + b"last")
    async with viewing(b"") as (app, pilot):
        app.view.show(Content(size=path.stat().st_size, data=b"first\n", path=path), "text/plain")
        await until(pilot, lambda: app.view.virtual_size.height == 1_000_002)
        await pilot.press("end")
        await until(pilot, lambda: "last" in app.lines)
        await pilot.press("W")
        await until(pilot, lambda: "wrapping" not in app.view.status)
        await pilot.press("end")
        await until(pilot, lambda: "last" in app.lines)


async def test_a_body_that_arrives_is_followed_from_its_end_only() -> None:
    body = Arriving()
    async with viewing(b"") as (app, pilot):
        body.data = b"one\ntwo\n"
        app.view.follow(body, "text/plain")
        await until(pilot, lambda: app.lines[:2] == ["one", "two"])
        body.data += b"".join(b"event %d\n" % number for number in range(50))
        await until(pilot, lambda: app.view.virtual_size.height == 52)
        assert app.lines[0] == "one"
        await pilot.press("end")
        body.data += b"the newest\n"
        await until(pilot, lambda: "the newest" in app.lines)
        assert "arriving" in app.view.status
        await pilot.press("k")
        body.data += b"newer\n" * 20
        await until(pilot, lambda: app.view.virtual_size.height == 73)
        assert "newer" not in app.lines
        at = app.view.cursor_line
        app.view.show(Content(size=len(body.data), data=body.data), "text/plain")
        await pilot.pause()
        assert app.view.cursor_line == at and "the newest" in app.lines


async def test_a_stream_without_an_end_is_shown_from_its_newest() -> None:
    body = Arriving()
    async with viewing(b"") as (app, pilot):
        body.data = b"".join(b"data: %d\n" % number for number in range(50))
        app.view.follow(body, "text/event-stream")
        await until(pilot, lambda: "data: 49" in app.lines)
        body.data += b"data: the newest\n"
        await until(pilot, lambda: "data: the newest" in app.lines)
