"""The whole console in a file: HAR or NDJSON, all of it or what the filter leaves, while the app goes on."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.bench.console import fill
from tests.desks import DeskApp, opened, shown, typed, until
from tests.har_schema import faults
from tests.hops import answered, exchange, failed
from tests.test_interchange_har import SECRETS, secret
from workbench.models import LogEntry
from workbench.screens import save_all
from workbench.screens.console import ConsoleScreen
from workbench.screens.desk import Desk
from workbench.widgets.console import Console
from workbench.widgets.prompt_line import PromptLine

pytestmark = pytest.mark.slow


def filled(desk: Desk) -> ConsoleScreen:
    desk.record(exchange(answered("/a", 302), answered("/b")))
    desk.record(exchange(failed()))
    desk.tell("Something was done.")
    desk.record(secret())
    return ConsoleScreen(desk)


def only(folder: Path) -> Path:
    """Return the one file of a folder."""
    (file,) = folder.iterdir()
    return file


async def save(app: DeskApp, pilot: Pilot[None], letter: str) -> None:
    await pilot.press("S", letter)
    await until(pilot, lambda: bool(app.screen.query(PromptLine)))
    await pilot.press("enter")
    await until(pilot, lambda: app.said[-1].startswith(("Saved", "Not saved")))


async def test_all_of_it_is_a_good_archive_and_what_has_no_place_is_counted(tmp_path: Path, here: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await save(app, pilot, "h")
        file = only(here)
        found = json.loads(file.read_text())
        assert faults(found) == [] and len(found["log"]["entries"]) == 5
        assert app.said[-1] == (
            f"Saved 3 sends, 5 requests, as HAR, secrets masked, in {file}. "
            "1 notice of the app's left out: HAR has no place for them."
        )
        assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
        assert not [one for one in SECRETS if one in file.read_text()]
        assert app.screen.query_one(Console).doing == ""


async def test_a_line_of_ndjson_is_a_record_or_what_the_app_said(tmp_path: Path, here: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await save(app, pilot, "n")
        file = only(here)
        lines = [json.loads(line) for line in file.read_text().splitlines()]
        assert [line["outcome"] for line in lines] == ["response", "failure", "notice", "response"]
        assert lines[2]["text"] == "Something was done." and len(lines[0]["hops"]) == 2
        assert app.said[-1] == f"Saved 4 entries as NDJSON, secrets masked, in {file}."
        assert not [one for one in SECRETS if one in file.read_text()]


async def test_only_what_is_listed_is_offered_where_that_is_less(tmp_path: Path, here: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await pilot.press("S")
        await until(pilot, lambda: "Save all 4:" in shown(app))
        assert "listed" not in shown(app)
        await pilot.press("H")
        await pilot.press("f", "S")
        await until(pilot, lambda: "Save all 4:" in shown(app))
        assert "1 listed:  H  N" in shown(app)
        await pilot.press("N")
        await until(pilot, lambda: bool(app.screen.query(PromptLine)))
        assert "Save 1 listed as NDJSON in:" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.said[-1].startswith("Saved 1 entry"))
        file = only(here)
        assert json.loads(file.read_text())["outcome"] == "failure"


async def test_a_second_file_waits_for_the_first_and_keys_are_answered_meanwhile(
    tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from threading import Event

    on, real = Event(), save_all.written

    def slow(entries: Iterator[LogEntry], form: str) -> Iterator[bytes]:
        on.wait(30)
        return real(entries, form)

    monkeypatch.setattr(save_all, "written", slow)
    async with opened(tmp_path, filled) as (app, pilot):
        await pilot.press("S", "n")
        await until(pilot, lambda: bool(app.screen.query(PromptLine)))
        await pilot.press("enter")
        await until(pilot, lambda: "saving, 0 of 4" in shown(app))
        await pilot.press("S")
        await until(pilot, lambda: app.said[-1] == "A file is being written: one at a time.")
        await pilot.press("slash")
        await typed(pilot, "done")
        await until(pilot, lambda: "showing 2 of" in shown(app) or "showing 1 of" in shown(app))
        on.set()
        await until(pilot, lambda: app.said[-1].startswith("Saved 4 entries"))
        assert "saving" not in shown(app)


async def test_thousands_of_entries_are_written_while_the_app_goes_on(tmp_path: Path, here: Path) -> None:
    def many(desk: Desk) -> ConsoleScreen:
        fill(desk.log, 2000)
        return ConsoleScreen(desk)

    async with opened(tmp_path, many) as (app, pilot):
        await pilot.press("S", "h")
        await until(pilot, lambda: bool(app.screen.query(PromptLine)))
        app.screen.query_one(PromptLine).action_answer()  # a press waits until there is nothing to be done
        moves = 0
        while not (app.said and app.said[-1].startswith("Saved")):
            app.screen.query_one(Console).action_move(-1)
            moves += 1
            await asyncio.sleep(0.005)
        assert app.said[-1].startswith("Saved 2,000 sends, 2,000 requests, as HAR")
        assert len(json.loads(only(here).read_text())["log"]["entries"]) == 2000 and moves > 5
