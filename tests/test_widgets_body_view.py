from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.desks import shown, until
from workbench.bodies import layout
from workbench.bodies.layout import Document, TextLines
from workbench.models import Content
from workbench.widgets.body_view import BodyView

pytestmark = pytest.mark.slow


class Viewer(App[None]):
    def compose(self) -> ComposeResult:
        yield BodyView(id="body")

    @property
    def view(self) -> BodyView:
        return self.query_one(BodyView)


@asynccontextmanager
async def viewing(data: bytes, content_type: str = "") -> AsyncIterator[tuple[Viewer, Pilot[None]]]:
    app = Viewer()
    async with app.run_test(size=(40, 10)) as pilot:
        app.view.focus()
        app.view.show(Content(size=len(data), data=data), content_type)
        await pilot.pause()
        yield app, pilot


async def test_a_small_json_is_laid_out_at_once() -> None:
    async with viewing(b'{"a":[1,2]}', "application/json") as (app, _pilot):
        assert shown(app).splitlines()[:3] == ["{".ljust(40), '  "a": ['.ljust(40), "    1,".ljust(40)]


async def test_a_large_json_shows_as_it_came_and_is_then_laid_out() -> None:
    data = b'[{"a": 1}' + b', {"a": 1}' * 5_000 + b"]"
    async with viewing(data, "application/json") as (app, pilot):
        await until(pilot, lambda: app.view.document.kind == "json")
        assert shown(app).startswith("[")


async def test_a_long_line_is_folded_and_nothing_of_it_is_lost() -> None:
    async with viewing(b"0123456789" * 10) as (app, _pilot):
        text = "".join(line.rstrip() for line in shown(app).splitlines())
        assert text == "0123456789" * 10


async def test_wide_characters_are_folded_by_their_cells() -> None:
    async with viewing(("日" * 30).encode()) as (app, _pilot):
        text = "".join(line.rstrip() for line in shown(app).splitlines())
        assert text.count("日") == 30


async def test_many_lines_are_scrolled_and_not_folded() -> None:
    lines = [b"line %d %s" % (number, b"x" * 60) for number in range(layout._WRAPPED_LINES + 10)]
    async with viewing(b"\n".join(lines)) as (app, pilot):
        await pilot.press("end")
        await pilot.pause()
        assert f"line {len(lines) - 1} " in shown(app)
        await pilot.press("home", *["right"] * 10)
        await pilot.pause()
        assert "line 0 " not in shown(app)


async def test_what_was_found_comes_into_view_forwards_and_backwards() -> None:
    async with viewing(b"\n".join(b"line %d" % number for number in range(100))) as (app, pilot):
        app.view.find("LINE 5")
        await pilot.pause()
        assert "line 5 " in shown(app)
        await pilot.press("n")
        await pilot.pause()
        assert "line 50" in shown(app)
        await pilot.press("N")
        await pilot.pause()
        assert "line 5 " in shown(app)


async def test_no_body_says_so_and_a_cut_one_too() -> None:
    async with viewing(b"") as (app, pilot):
        assert "no body" in shown(app)
        app.view.show(Content(size=4, data=b"half", complete=False), "")
        await pilot.pause()
        lines = [line.rstrip() for line in shown(app).splitlines()]
        assert lines[:2] == ["! the connection ended before the body", "did: 4 B arrived"]
        assert lines[2] == "half"


async def test_a_body_on_disk_is_mapped(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"first\n" + b"more\n" * 100_000 + b"last")
    async with viewing(b"") as (app, pilot):
        app.view.show(Content(size=path.stat().st_size, data=b"first\n", path=path), "text/plain")
        await until(pilot, lambda: len(app.view.document.lines) == 100_002)
        await pilot.press("end")
        await until(pilot, lambda: "last" in shown(app))


def test_a_document_without_notes_is_plain_text() -> None:
    document = Document(lines=TextLines(["a"]))
    assert (document.kind, document.notes) == ("text", ())
