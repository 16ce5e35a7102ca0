"""The whole console in a file: HAR or NDJSON, all of it or what the filter leaves, while the app goes on."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from textual.pilot import Pilot

from tests.bench.console import fill
from tests.desks import DeskApp, opened, shown, typed, until
from tests.har_schema import faults
from tests.hops import answered, exchange, failed
from tests.test_interchange_har import SECRETS, secret
from workbench.models import Exchange, LogEntry
from workbench.screens import save_all
from workbench.screens.console import ConsoleScreen
from workbench.screens.desk import Desk
from workbench.screens.log_packing import Bundle
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


async def test_thousands_of_entries_are_written_while_the_app_goes_on(
    tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(desk: Desk) -> ConsoleScreen:
        fill(desk.log, 2000)
        return ConsoleScreen(desk)

    unpacked: list[bool] = []
    unpack = Bundle.unpack

    def noted(bundle: Bundle) -> tuple[Exchange | None, ...]:
        unpacked.append(current_thread() is main_thread())
        return unpack(bundle)

    async with opened(tmp_path, many) as (app, pilot):
        monkeypatch.setattr(Bundle, "unpack", noted)
        await pilot.press("S", "h")
        await until(pilot, lambda: bool(app.screen.query(PromptLine)))
        app.screen.query_one(PromptLine).action_answer()  # a press waits until there is nothing to be done
        moves = 0
        while not (app.said and app.said[-1].startswith("Saved")):
            app.screen.query_one(Console).action_move(-1 if moves < 10 else 0)
            moves += 1
            await asyncio.sleep(0.005)
        assert app.said[-1].startswith("Saved 2,000 sends, 2,000 requests, as HAR")
        assert len(json.loads(only(here).read_text())["log"]["entries"]) == 2000 and moves > 5
        assert len(unpacked) > 50 and not any(unpacked)  # by the screen: none of them is in sight


@pytest.mark.parametrize("fault", [ValueError, RuntimeError])
async def test_a_file_that_a_fault_stops_keeps_none_from_being_written_later(
    fault: type[Exception], tmp_path: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(entries: Iterator[LogEntry], form: str) -> Iterator[bytes]:
        yield b"x"
        raise fault("of ours")

    monkeypatch.setattr("threading.excepthook", lambda _: None)
    async with opened(tmp_path, filled) as (app, pilot):
        with monkeypatch.context() as patch:
            patch.setattr(save_all, "written", faulty)
            await save(app, pilot, "n")
        assert app.said[-1].startswith("Not saved. ") and app.screen.query_one(Console).doing == ""
        await pilot.press("S", "n")
        await until(pilot, lambda: bool(app.screen.query(PromptLine)))
        await pilot.press("enter")
        await until(pilot, lambda: app.said[-1].startswith("Saved 5 entries"))
        assert only(here)
