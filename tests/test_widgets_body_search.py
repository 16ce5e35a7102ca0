"""A search in a body: what is said of it, what it holds on to, and what it sees of a body that still arrives."""

from __future__ import annotations

import gc
import weakref

import pytest

from tests.body_viewing import Arriving, viewing
from tests.desks import until
from workbench.models import Content

pytestmark = pytest.mark.slow

LINES = b"".join(b"line %d\n" % number for number in range(1, 50_001))


async def test_a_search_that_is_stopped_is_not_told_of_any_more() -> None:
    async with viewing(b"a" * 60) as (app, pilot):
        app.view.find("(a+)+b", regex=True)
        await until(pilot, lambda: "searching" in app.told[-1])
        assert app.view.stop_work()
        await until(pilot, lambda: "searching" not in app.told[-1])


async def test_a_search_lets_go_of_a_body_that_is_shown_no_more() -> None:
    async with viewing(LINES) as (app, pilot):
        app.view.find("line 7$", regex=True)
        await until(pilot, lambda: bool(app.found) and app.found[-1].words == "1 of 1")
        body = weakref.ref(app.view.body)
        app.view.show(Content(size=7, data=b"line 7\n"), "text/plain")
        await until(pilot, lambda: gc.collect() >= 0 and body() is None)
        await pilot.press("n")
        await until(pilot, lambda: len(app.found) >= 3 and app.found[-1].words == "1 of 1")


async def test_who_goes_on_while_places_are_counted_is_not_led_back() -> None:
    async with viewing(LINES) as (app, pilot):
        app.view.find("line 30000")
        await until(pilot, lambda: bool(app.found))
        app.view.action_edge(0)
        await until(pilot, lambda: app.found[-1].words == "1 of 1")
        assert app.view.cursor_line == 0


@pytest.mark.parametrize("regex", [False, True])
async def test_a_body_that_arrives_is_looked_through_as_far_as_it_has(regex: bool) -> None:
    body = Arriving()
    async with viewing(b"") as (app, pilot):
        body.data = b"one\ntwo\n"
        app.view.follow(body, "text/plain")
        app.view.find("two", regex=regex)
        await until(pilot, lambda: bool(app.found) and app.found[-1].words == "1 of 1")
        assert app.view.cursor_line == 1 and app.view.is_arriving
        body.data += b"three\ntwo\n"
        await until(pilot, lambda: app.view.virtual_size.height == 4)
        await pilot.press("n")
        await until(pilot, lambda: app.found[-1].words == "2 of 2")
        assert app.view.cursor_line == 3
        await pilot.press("n")
        await until(pilot, lambda: app.found[-1].words == "1 of 2, from the top again")


async def test_of_a_body_that_arrives_no_more_than_a_part_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.widgets.body_search._ARRIVED", 1_000)
    body = Arriving()
    async with viewing(b"") as (app, pilot):
        body.data = LINES
        app.view.follow(body, "text/plain")
        app.view.find("line 1\n")
        await until(pilot, lambda: bool(app.found))
        assert app.found[-1].words == "1 of 1, in the first 1.0 kB"
