"""Where one is in a body stays so while its rows become known, change their width, or become more."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from textual.message_pump import MessagePump

from tests.body_viewing import Arriving, Viewer, viewing
from tests.desks import shown, until
from workbench.models import Content
from workbench.widgets import aside

pytestmark = pytest.mark.slow

MANY = b"".join(b"line %d is longer than the screen is wide\n" % number for number in range(1, 25_001))
"""More than is wrapped without being asked to, or counted at once."""
FEW = MANY[:900_000]


def current(app: Viewer) -> str:
    """The row of the current line, as it is to be seen."""
    return next((row for row in shown(app).splitlines() if row.startswith(">")), "")


def top(app: Viewer) -> int:
    return app.view.rows.line(app.view.scroll_offset.y)


def laid(app: Viewer, width: int) -> Callable[[], bool]:
    return lambda: app.view.rows.width == width - 3 and app.view.rows.is_whole


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """What is done beside the keys waits for it."""
    opened, run = threading.Event(), aside.run

    def held(owner: MessagePump, work: Callable[[], object], then: Callable[[object], None]) -> None:
        run(owner, lambda: work() if opened.wait(60) else None, then)

    monkeypatch.setattr(aside, "run", held)
    return opened


@pytest.mark.parametrize("wrap", [True, False])
async def test_a_line_is_gone_to_as_soon_as_it_is_known(gate: threading.Event, wrap: bool) -> None:
    async with viewing(MANY) as (app, pilot):
        if wrap:
            app.view.action_toggle_wrap()
        app.view.go_to_line(24_000)
        assert app.view.cursor_line < 23_999
        gate.set()
        await until(pilot, lambda: current(app).startswith("> line 24000 "))
        app.view.go_to_line(30_000)
        await until(pilot, lambda: app.view.cursor_line == 24_999)


@pytest.mark.parametrize("wrap", [True, False])
async def test_what_is_found_is_shown_as_soon_as_its_row_is_known(
    monkeypatch: pytest.MonkeyPatch, gate: threading.Event, wrap: bool
) -> None:
    monkeypatch.setattr("workbench.widgets.body_search._AT_ONCE", len(MANY))
    async with viewing(MANY) as (app, pilot):
        if wrap:
            app.view.action_toggle_wrap()
        app.view.find("line 24000 ")
        assert app.view.cursor_line < 23_999
        gate.set()
        await until(pilot, lambda: current(app).startswith("> line 24000 "))


async def test_who_moves_meanwhile_is_left_there(gate: threading.Event) -> None:
    async with viewing(MANY) as (app, pilot):
        app.view.action_toggle_wrap()
        app.view.go_to_line(24_000)
        app.view.action_edge(0)
        gate.set()
        await until(pilot, lambda: app.view.rows.is_whole and app.view.virtual_size.height == len(app.view.rows))
        assert app.view.cursor_line == 0


async def test_the_end_is_gone_on_to_until_all_is_known(gate: threading.Event) -> None:
    async with viewing(MANY) as (app, pilot):
        app.view.action_edge(1)
        assert app.view.cursor_line < 24_999
        gate.set()
        await until(pilot, lambda: current(app).startswith("> line 25000 "))
        app.view.action_toggle_wrap()
        await until(pilot, lambda: app.view.rows.is_whole and app.view.cursor_line == 24_999)


async def test_wrapping_leaves_what_is_in_view() -> None:
    async with viewing(MANY) as (app, pilot):
        app.view.go_to_line(15_000)
        await until(pilot, lambda: current(app).startswith("> line 15000 "))
        await pilot.press(*["k"] * 7)
        above = top(app)
        for _ in range(2):
            app.view.action_toggle_wrap()
            await until(pilot, lambda: app.view.cursor_line == 14_992 and current(app) != "")
            assert top(app) == above


async def test_another_width_leaves_what_is_in_view() -> None:
    async with viewing(FEW) as (app, pilot):
        await until(pilot, lambda: app.view.rows.is_whole)
        app.view.go_to_line(15_000)
        await until(pilot, lambda: current(app).startswith("> line 15000 "))
        await pilot.press(*["k"] * 7)
        line, above = app.view.cursor_line, top(app)
        for width in (30, 80, 25, 40):
            await pilot.resize_terminal(width, 10)
            await until(pilot, laid(app, width))
            await until(pilot, lambda: app.view.cursor_line == line)
            assert top(app) == above
            assert current(app) != ""


async def test_in_one_long_line_another_width_leaves_the_bytes_in_view() -> None:
    data = b"".join(b"%07d " % number for number in range(10_000))
    async with viewing(data) as (app, pilot):
        await until(pilot, lambda: app.view.rows.is_whole)
        app.view.find("0009000")
        await until(pilot, lambda: "0009000" in current(app))
        for width in (30, 60, 40):
            before = app.view.rows.place(app.view.at)[1]
            await pilot.resize_terminal(width, 10)
            await until(pilot, laid(app, width))
            await until(pilot, lambda: current(app) != "")
            after = app.view.rows.place(app.view.at)[1]
            assert before is not None and after is not None and before - width < after <= before


async def test_less_height_leaves_the_current_line_in_view() -> None:
    async with viewing(FEW) as (app, pilot):
        await pilot.press(*["j"] * 8)
        await pilot.resize_terminal(40, 5)
        await until(pilot, lambda: current(app) != "")


async def test_a_stream_is_followed_however_fast_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.widgets.body_growth._LOOKS_EVERY", 0.02)
    body = Arriving()
    async with viewing(b"") as (app, pilot):
        body.data = b"data: 0\n"
        app.view.follow(body, "text/event-stream")
        for number in range(60):
            body.data += b"data: %d " % number + b"y" * 60 + b"\n" * (number % 3)
            await pilot.pause()
        body.data += b"\ndata: the newest\n"
        await until(pilot, lambda: "data: the newest" in app.lines)
        await pilot.resize_terminal(60, 6)
        await until(pilot, lambda: "data: the newest" in app.lines)
        body.data += b"data: newer\n"
        await until(pilot, lambda: "data: newer" in app.lines)
        await pilot.press("k")
        body.data += b"data: unseen\n"
        await until(pilot, lambda: app.view.virtual_size.height == len(app.view.rows) > app.view.at + 2)
        assert "data: unseen" not in app.lines
        await pilot.press("end")
        body.data += b"data: seen again\n"
        await until(pilot, lambda: "data: seen again" in app.lines)


async def test_the_end_of_a_body_that_arrived_leaves_what_is_read() -> None:
    body = Arriving()
    async with viewing(b"") as (app, pilot):
        body.data = MANY
        app.view.follow(body, "text/plain")
        await until(pilot, lambda: app.view.virtual_size.height >= 24_000)
        app.view.go_to_line(24_000)
        await until(pilot, lambda: current(app).startswith("> line 24000 "))
        app.view.show(Content(size=len(MANY), data=MANY), "text/plain")
        await until(pilot, lambda: app.view.rows.is_whole)
        await until(pilot, lambda: current(app).startswith("> line 24000 "))
