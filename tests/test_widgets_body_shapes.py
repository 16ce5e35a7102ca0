"""Which shape of a body is seen, when something else is asked for before it is made."""

from __future__ import annotations

import pytest

from tests.body_viewing import Viewer, records, viewing
from tests.desks import until
from workbench.bodies import filtering

pytestmark = pytest.mark.slow


def filtered(app: Viewer, typed: str) -> None:
    wanted = filtering.wanted(typed, app.view.encoding.name)
    app.view.make(wanted.task, kind=wanted.kind, title=wanted.title)


async def test_pretty_shows_when_it_was_asked_for_also_to_who_has_moved() -> None:
    async with viewing(records(20_000), "application/json") as (app, pilot):
        app.view.stop_work()
        await pilot.press("j")
        app.view.turn("pretty")
        assert app.view.shape == "raw"
        await until(pilot, lambda: app.view.shape == "pretty")


async def test_without_a_filter_the_body_is_seen_also_while_it_is_not_laid_out() -> None:
    async with viewing(records(20_000), "application/json") as (app, pilot):
        filtered(app, "$[0]")
        await until(pilot, lambda: app.view.shape == "made")
        await pilot.press("j")
        app.view.unmake()
        assert app.view.shape == "raw"
        await until(pilot, lambda: app.view.shape == "pretty")
        assert app.view.shapes == ("pretty", "raw", "hex")


async def test_laying_out_goes_on_after_a_filter_that_is_none() -> None:
    async with viewing(records(20_000), "application/json") as (app, pilot):
        filtered(app, "$..[?")
        await until(pilot, lambda: "is no JSONPath" in app.view.fault)
        await until(pilot, lambda: app.view.shape == "pretty")


async def test_pretty_goes_before_a_filter_that_still_runs() -> None:
    async with viewing(records(20_000), "application/json") as (app, pilot):
        filtered(app, "| sleep 600")
        app.view.turn("pretty")
        await until(pilot, lambda: app.view.shape == "pretty")
        assert not app.view.working


async def test_the_whole_body_ends_a_filter_that_still_runs() -> None:
    async with viewing(records(10), "application/json") as (app, _pilot):
        filtered(app, "| sleep 600")
        assert app.view.working
        app.view.unmake()
        assert not app.view.working and app.view.shape == "pretty"


@pytest.mark.parametrize(
    ("charset", "command", "made"),
    [
        ("iso8859-1", "cat", "iso8859-1"),
        ("iso8859-1", r"printf 'gr\303\266\303\237e'", "utf-8"),
        ("utf-16-le", "cat", "utf-16-le"),
        ("utf-16-le", r"printf 'gr\303\266\303\237e'", "utf-8"),
        ("utf-8", "cat", "utf-8"),
    ],
)
async def test_what_a_command_writes_is_read_in_its_own_charset(charset: str, command: str, made: str) -> None:
    async with viewing("größe".encode(charset), f"text/plain; charset={charset}") as (app, pilot):
        filtered(app, f"| {command}")
        await until(pilot, lambda: app.view.shape == "made")
        await until(pilot, lambda: "größe" in app.lines)
        assert app.view.document.lines.encoding.name == made
