from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.app import App, ComposeResult
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets.input import Selection

from tests.desks import until
from workbench.widgets.path_field import PathField, plain_path

pytestmark = pytest.mark.slow


FILES = ("/pki/alice.crt", "/pki/alice.key", "/pki/bob/", "/pki/bob/b.crt")


async def complete(typed: str) -> tuple[str, ...]:
    depth = typed.count("/")
    return tuple(
        path for path in FILES if path.startswith(typed) and path.removesuffix("/").count("/") == max(depth, 2)
    )


class Host(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.offered: list[tuple[tuple[str, ...], str | None]] = []

    def compose(self) -> ComposeResult:
        yield PathField(complete=complete, id="path")

    @property
    def value(self) -> str:
        return self.query_one(PathField).value

    def on_path_field_offered(self, event: PathField.Offered) -> None:
        self.offered.append((event.ways, event.taken))


@asynccontextmanager
async def path(value: str) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app = Host()
    async with app.run_test() as pilot:
        app.query_one(PathField).value = value
        await pilot.press("end")
        yield app, pilot


@pytest.mark.parametrize(
    ("typed", "keys", "value"),
    [
        ("/pki/b", ["ctrl+@"], "/pki/bob/"),
        ("/pki/b", ["ctrl+@", "ctrl+@"], "/pki/bob/b.crt"),
        ("/pki/a", ["ctrl+@"], "/pki/alice."),
        ("/pki/a", ["ctrl+@", "ctrl+@"], "/pki/alice.crt"),
        ("/pki/a", ["ctrl+@", "ctrl+@", "ctrl+@"], "/pki/alice.key"),
        ("/pki/a", ["pagedown", "pagedown", "pagedown", "pagedown"], "/pki/alice.crt"),
        ("/pki/a", ["ctrl+@", "pageup"], "/pki/alice.key"),
        ("/pki/x", ["ctrl+@"], "/pki/x"),
    ],
)
async def test_a_path_is_completed_by_key(typed: str, keys: list[str], value: str) -> None:
    async with path(typed) as (app, pilot):
        for key in keys:
            await pilot.press(key)
            await app.workers.wait_for_complete()
        await until(pilot, lambda: app.value == value)


async def test_the_ways_there_are_are_told() -> None:
    async with path("/pki/a") as (app, pilot):
        for _ in range(2):
            await pilot.press("ctrl+@")
            await app.workers.wait_for_complete()
        await until(pilot, lambda: len(app.offered) == 2)
    ways = ("/pki/alice.crt", "/pki/alice.key")
    assert app.offered == [(ways, None), (ways, "/pki/alice.crt")]


async def test_right_takes_the_grey_proposal() -> None:
    async with path("") as (app, pilot):
        await pilot.press("slash", "p")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("right")
        assert app.value == "/pki/alice.crt"


@pytest.mark.parametrize(
    ("text", "path_"),
    [
        (" /pki/a.crt ", "/pki/a.crt"),
        ("'/pki/a b.crt'", "/pki/a b.crt"),
        ('"/pki/a b.crt"', "/pki/a b.crt"),
        ("/pki/a\\ b.crt", "/pki/a b.crt"),
        ("file:///pki/a%20b.crt", "/pki/a b.crt"),
        ('"', '"'),
        ("/it's", "/it's"),
        ("C:\\pki\\a.crt", "C:\\pki\\a.crt"),
        ("", ""),
    ],
)
def test_a_path_comes_out_of_its_quotes(text: str, path_: str) -> None:
    assert plain_path(text) == path_


@pytest.mark.parametrize(
    ("pasted", "value"),
    [("/new/a.crt", "/new/a.crt"), ("~/a.crt", "~/a.crt"), ("a.crt", "/pki/a.crt")],
)
async def test_a_whole_path_pasted_behind_a_folder_takes_its_place(pasted: str, value: str) -> None:
    async with path("/pki/old.crt") as (app, pilot):
        app.query_one(PathField).selection = Selection(5, 12)
        app.query_one(PathField).post_message(Paste(pasted))
        await until(pilot, lambda: app.value == value)
