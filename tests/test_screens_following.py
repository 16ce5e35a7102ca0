"""An answer that arrives slowly is shown as it arrives, and a stop keeps what came."""

from __future__ import annotations

import re
import socket
import threading
from pathlib import Path

import pytest
from textual.content import Content

from tests.apps import composer, go_to, sent, started
from tests.arriving import chunked, served, whole
from tests.desks import shown, until
from tests.peers import HOST
from tests.test_screens_composer import write
from workbench.app import WorkbenchApp
from workbench.demo.lab import Lab
from workbench.widgets.progress_line import ProgressLine

pytestmark = pytest.mark.slow
EVENTS = "Content-Type: text/event-stream"


def title(app: WorkbenchApp) -> str:
    """The border of the answer's pane."""
    return Content.from_markup(composer(app).response.border_title or "").plain


@pytest.mark.parametrize("size", [(80, 24), (60, 16)])
async def test_events_appear_as_they_come_and_ctrl_c_keeps_them(
    lab: Lab, lab_home: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    gates = [threading.Event(), threading.Event()]
    with served(lab, tmp_path, "http", chunked([b"data: one\n", b"data: two\n"], EVENTS, gates=gates)) as url:
        async with started(lab_home, size) as (app, pilot):
            await write(app, pilot, url.replace(HOST, "127.0.0.1"))
            await pilot.press("enter")
            await until(pilot, lambda: "data: one" in shown(app))
            assert title(app).startswith("Response  200 OK  arriving…")
            assert "data: two" not in shown(app)
            await until(pilot, lambda: "receiving  10 B" in shown(app))
            assert "^C stops" in shown(app)
            gates[0].set()
            await until(pilot, lambda: "data: two" in shown(app))
            await pilot.press("escape", "2")
            await until(pilot, lambda: "text/event-stream" in shown(app))
            await pilot.press("1")
            exchange = await sent(app, pilot, "ctrl+c")
            gates[1].set()
            assert exchange.failure is not None and exchange.failure.kind == "cancelled"
            assert exchange.body is not None and exchange.body.data == b"data: one\ndata: two\n"
            await until(pilot, lambda: "data: one" in shown(app))
            assert "200 OK, then STOPPED" in title(app)
            assert "What came until then is kept." in " ".join(re.sub(r"[^\w.]+", " ", shown(app)).split())
            assert not composer(app).query_one(ProgressLine).has_class("-shown")


async def test_an_answer_that_ends_by_itself_is_shown_whole(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    gates = [threading.Event()]
    with served(lab, tmp_path, "https", chunked([b'{"a": ', b"1}"], gates=gates)) as url:
        file = lab_home / "settings.toml"
        file.write_text(file.read_text().replace("[resolve]", f'[resolve]\n"{HOST}" = "127.0.0.1"', 1))
        async with started(lab_home) as (app, pilot):
            await write(app, pilot, url)
            await pilot.press("enter")
            await until(pilot, lambda: "200 OK  arriving…" in title(app))
            assert "[TLS ok]" in shown(app)
            await pilot.press("escape", "4")
            await until(pilot, lambda: "the body is still arriving" in shown(app))
            assert "Ours" not in shown(app) and "Total" not in shown(app)
            await pilot.press("1")
            gates[0].set()
            await until(pilot, lambda: not composer(app).outbox.running)
            await until(pilot, lambda: '"a": 1' in shown(app))
            assert "arriving" not in title(app) and "8 B" in title(app)


async def test_of_an_event_stream_the_newest_is_seen_also_once_it_is_stopped(
    lab: Lab, lab_home: Path, tmp_path: Path
) -> None:
    gates, many = [threading.Event(), threading.Event()], b"".join(b"data: %d\n" % number for number in range(60))
    with served(lab, tmp_path, "http", chunked([many, b"data: newest\n"], EVENTS, gates=gates)) as url:
        async with started(lab_home) as (app, pilot):
            await write(app, pilot, url.replace(HOST, "127.0.0.1"))
            await pilot.press("enter")
            await until(pilot, lambda: "data: 59" in shown(app))
            gates[0].set()
            await until(pilot, lambda: "data: newest" in shown(app))
            await sent(app, pilot, "ctrl+c")
            gates[1].set()
            await until(pilot, lambda: "STOPPED" in title(app) and "data: newest" in shown(app))


async def test_the_line_is_drawn_again_only_when_its_words_change(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    gates = [threading.Event()]
    with served(lab, tmp_path, "http", chunked([b"data: one\n"], EVENTS, gates=gates)) as url:
        async with started(lab_home) as (app, pilot):
            await write(app, pilot, url.replace(HOST, "127.0.0.1"))
            await pilot.press("enter")
            await until(pilot, lambda: "receiving  10 B" in shown(app))
            line, texts = composer(app).query_one(ProgressLine), list[str]()
            drawn = line.render
            line.render = lambda: texts.append(line.text) or drawn()  # type: ignore[method-assign,func-returns-value]
            await until(pilot, lambda: "  3 s  " in shown(app))
            assert len(texts) == len(set(texts)) <= 4
            gates[0].set()
            await until(pilot, lambda: not composer(app).outbox.running)


async def test_an_upload_says_how_much_of_it_went_out(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    gate, file = threading.Event(), tmp_path / "upload.bin"
    file.write_bytes(bytes(40_000_000))

    def talk(conn: socket.socket) -> None:
        gate.wait(60)
        taken = 0
        while taken < 39_900_000:
            taken += len(conn.recv(1_000_000))
        whole(b"thanks")(conn)

    with served(lab, tmp_path, "http", talk) as url:
        saved = f'name = "! up"\nmethod = "POST"\nurl = "{url.replace(HOST, "127.0.0.1")}"\n'
        (lab_home / "requests" / "! up.toml").write_text(f'{saved}[body]\ntype = "file"\nfile = "{file}"\n')
        async with started(lab_home) as (app, pilot):
            await go_to(app, pilot, "! up")
            await pilot.press("s")
            await until(
                pilot, lambda: re.search(r"POST  \d+ s  sending  [\d.]+ of 40.0 MB  \d+ %", shown(app)) is not None
            )
            gate.set()
            await until(pilot, lambda: "thanks" in shown(app))
