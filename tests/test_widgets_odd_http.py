"""Odd HTTP in the answer's pane and in the console: no tab crashes, stalls, or obeys what came."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from textual.app import App, ComposeResult
from textual.content import Content

from tests import odd_servers
from tests.odd_http import Family
from tests.odd_http_bodies import CHUNKS
from tests.odd_http_contents import COOKED, NAMED, TYPED
from tests.odd_http_heads import FIELDS, STATUS_LINES
from tests.peers import HOST
from tests.sending import hurried, sender, ticket
from workbench.demo.lab import Lab
from workbench.models import Exchange, LogEntry, Request
from workbench.screens import handshake_story
from workbench.terminal.control_filter import ControlFilter
from workbench.widgets.console import Console
from workbench.widgets.response_view import ResponseView

COMMANDING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e]")
SHOWN_WITHIN = 10.0  # seconds for all the tabs of one answer, on a machine that does other things too
SHOWN = [
    *(family for family in FIELDS if family.name.startswith(("escape", "8-bit", "C1", "header of 1", "10,000 h"))),
    *(family for family in (*NAMED, *COOKED) if "escapes" in family.name or "markup" in family.name),
    *(family for family in (*STATUS_LINES, *CHUNKS) if family.name in ("noise", "trailers", "escape in the reason")),
    *(family for family in TYPED if not family.slow),
]


class Bench(App[None]):
    """The pane and the console, one below the other, without the net under what is drawn."""

    def compose(self) -> ComposeResult:
        yield ResponseView(Content("hints"), handshake_story.tell, id="response")
        yield Console([], handshake_story.tell, id="console")


def drawn(app: App[None]) -> str:
    """Everything that stands on the screen."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def answers(lab: Lab) -> AsyncIterator[tuple[Family, Exchange]]:
    """Send to a server of each family."""
    async with sender() as ours:
        for family in SHOWN:
            with odd_servers.spoken(family.serve) as port:
                url = f"http://{HOST}:{port}/"
                asked = ticket(lab, url, request=Request(method=family.method, url=url))
                yield (
                    family,
                    await ours.send(replace(asked, resolve={HOST: "127.0.0.1"}, settings=hurried(lab, timeout=1.0))),
                )


@pytest.mark.slow
async def test_every_odd_answer_can_be_looked_at(lab: Lab) -> None:
    app = Bench()
    async with app.run_test(size=(80, 40)) as pilot:
        view, console = app.query_one(ResponseView), app.query_one(Console)
        async for family, exchange in answers(lab):
            began = time.monotonic()
            await view.show(exchange)
            for _ in range(2 if family in TYPED else 5):
                await pilot.pause()
                assert not COMMANDING.search(drawn(app).replace("\n", "")), family.name
                view.next_tab()
            console.add(LogEntry(at=datetime.now(UTC), exchange=exchange))
            if family not in TYPED:
                console.focus()
                await pilot.press("g", "space", "down", "space")
                assert not COMMANDING.search(drawn(app).replace("\n", "")), family.name
            assert time.monotonic() - began < SHOWN_WITHIN, family.name
        assert app.is_running


def test_the_net_under_it_is_not_what_holds_here() -> None:
    assert not any(isinstance(one, ControlFilter) for one in Bench().get_line_filters())
