from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from workbench.widgets.text_field import TextField


class Host(App[None]):
    def __init__(self, *, password: bool) -> None:
        super().__init__()
        self._password = password
        self.submitted: list[str] = []

    def compose(self) -> ComposeResult:
        yield TextField(password=self._password, id="field")

    @property
    def field(self) -> TextField:
        return self.query_one(TextField)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.submitted.append(event.value)


@asynccontextmanager
async def field(*, password: bool = False) -> AsyncIterator[tuple[Host, Pilot[None]]]:
    app = Host(password=password)
    async with app.run_test() as pilot:
        yield app, pilot


async def paste(app: Host, pilot: Pilot[None], text: str) -> None:
    app.post_message(events.Paste(text))
    await pilot.pause()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.test\n", "a.test"),
        ("  a.test\r\n\r\nb.test ", "a.test b.test"),
        ("\n", ""),
    ],
)
async def test_a_paste_is_taken_whole_on_one_line(text: str, value: str) -> None:
    async with field() as (app, pilot):
        await paste(app, pilot, text)
        assert app.field.value == value


async def test_a_passphrase_loses_only_the_line_end_of_its_paste() -> None:
    async with field(password=True) as (app, pilot):
        await paste(app, pilot, "  two words \r\n")
        assert app.field.text == "  two words "


async def test_a_paste_goes_where_the_cursor_is_and_replaces_what_is_selected() -> None:
    async with field() as (app, pilot):
        await paste(app, pilot, "ac")
        await pilot.press("left")
        await paste(app, pilot, "b")
        assert app.field.value == "abc"
        await pilot.press("shift+home")
        await paste(app, pilot, "x")
        assert app.field.value == "xc"


async def test_an_enter_within_a_burst_of_keys_is_part_of_a_paste() -> None:
    async with field() as (app, pilot):
        for key in ("a", "b", "c", "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else "\r"))
        await pilot.pause()
        assert app.field.value == "abc" and app.submitted == []
        assert [one.message for one in app._notifications] == [
            "That Enter came together with the text, as in a paste: press it again."
        ]


async def test_an_enter_on_its_own_is_the_key() -> None:
    async with field() as (app, pilot):
        await pilot.press("a")
        await pilot.pause(0.05)
        await pilot.press("enter")
        await pilot.pause()
        assert app.submitted == ["a"]
