"""What can be done with an answer of which not all has arrived."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.apps import composer, started
from tests.arriving import chunked, served
from tests.desks import shown, typed, until
from tests.peers import HOST
from tests.test_screens_composer import write
from workbench.demo.lab import Lab

pytestmark = pytest.mark.slow
EVENTS = "Content-Type: text/event-stream"


async def test_one_can_look_for_a_text_or_a_line_in_what_has_arrived(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    gate = threading.Event()
    with served(
        lab, tmp_path, "http", chunked([b"data: one\ndata: two\n", b"data: last\n"], EVENTS, gates=[gate])
    ) as url:
        async with started(lab_home) as (app, pilot):
            await write(app, pilot, url.replace(HOST, "127.0.0.1"))
            await pilot.press("enter")
            await until(pilot, lambda: "data: two" in shown(app))
            await pilot.press("ctrl+f")
            await typed(pilot, "one")
            await pilot.press("enter")
            await until(pilot, lambda: "one: 1 of 1" in shown(app))
            body = composer(app).response.body()
            assert body is not None and body.cursor_line == 0
            await pilot.press("escape", "L")
            await until(pilot, lambda: bool(app.screen.query("#prompt-answer")))
            await typed(pilot, "2")
            await pilot.press("enter")
            await until(pilot, lambda: body.cursor_line == 1)
            await pilot.press("S")
            await until(pilot, lambda: "not all of it yet" in shown(app))
            gate.set()
            await until(pilot, lambda: not composer(app).outbox.running)
