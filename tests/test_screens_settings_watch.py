"""What another program does to settings.toml counts in a running app from its next send on."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from tests.apps import go_to, sent, started
from tests.cli import process
from tests.desks import DeskApp, opened, pair, until
from tests.lab import Watch
from workbench.app import WorkbenchApp
from workbench.documents import Document
from workbench.settings import load, reading, rereading

MTLS = "mTLS: the right certificate"


def lines(app: DeskApp | WorkbenchApp) -> list[str]:
    """Return what the log says the app did."""
    return [entry.text for entry in app.desk.log if entry.text]


def edit(home: Path, change: Callable[[str], str]) -> None:
    """Change settings.toml as an editor does, in its place."""
    file = home / "settings.toml"
    file.write_text(change(file.read_text()))


async def caught_up(app: DeskApp, pilot: Pilot[None]) -> str:
    """Return why nothing may be sent, once that is known."""
    said: list[str] = []
    app.desk.catch_up(said.append)
    await until(pilot, lambda: bool(said))
    return said[0]


async def test_what_the_app_saved_itself_is_known_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda _: Screen(), certificates=(pair(tmp_path, "alice"),)) as (app, _):
        for days in (3, 4):
            tls = replace(app.desk.settings.tls, expiry_warning_days=days)
            assert app.desk.change_settings(replace(app.desk.settings, tls=tls))
            said: list[str] = []
            app.desk.catch_up(said.append)
            assert said == [""]
        assert not [line for line in lines(app) if "another program" in line]


async def test_another_program_s_change_is_taken_over_and_told(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda _: Screen(), certificates=(pair(tmp_path, "alice"),)) as (app, pilot):
        edit(tmp_path, lambda text: text.replace("enabled = true", "enabled = false"))
        assert await caught_up(app, pilot) == ""
        assert [entry.enabled for entry in app.desk.settings.certificates] == [False]
        assert lines(app) == ["settings.toml was changed by another program: alice is disabled."]
        edit(tmp_path, lambda text: text + "\n\n")
        before = app.desk.settings.certificates
        assert await caught_up(app, pilot) == ""
        assert app.desk.settings.certificates is before
        assert len(lines(app)) == 1


async def test_a_wrong_file_stops_every_send_until_it_is_mended_and_no_save_overwrites_it(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda _: Screen(), certificates=(pair(tmp_path, "alice"),)) as (app, pilot):
        good = (tmp_path / "settings.toml").read_text()
        edit(tmp_path, lambda text: text.replace("enabled = true", 'enabled = "no"'))
        wrong = (tmp_path / "settings.toml").read_text()
        for _ in range(2):
            refusal = await caught_up(app, pilot)
            assert str(tmp_path / "settings.toml") in refusal
            assert "certificates[0].enabled: expected true or false" in refusal
        assert len(lines(app)) == 1, "told once"
        assert app.desk.settings.certificates[0].enabled, "to be looked at as it was"
        assert not app.desk.change_settings(app.desk.settings)
        assert (tmp_path / "settings.toml").read_text() == wrong
        edit(tmp_path, lambda _: good)
        assert await caught_up(app, pilot) == ""


async def test_a_file_that_is_gone_stops_one_send_and_then_means_the_defaults(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda _: Screen(), certificates=(pair(tmp_path, "alice"),)) as (app, pilot):
        (tmp_path / "settings.toml").unlink()
        assert "settings.toml is gone" in await caught_up(app, pilot)
        assert app.desk.settings.certificates == ()
        assert await caught_up(app, pilot) == ""


async def test_a_file_that_is_being_written_is_read_when_it_is_whole(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda _: Screen(), certificates=(pair(tmp_path, "alice"),)) as (app, pilot):
        whole = (tmp_path / "settings.toml").read_text()
        edit(tmp_path, lambda _: "")
        refusal = asyncio.create_task(caught_up(app, pilot))
        await asyncio.sleep(0)
        edit(tmp_path, lambda _: whole.replace('name = "alice"', 'name = "bob"'))
        assert await refusal == ""
        assert [entry.name for entry in app.desk.settings.certificates] == ["bob"]


async def test_a_save_tells_what_another_program_changed(tmp_path: Path) -> None:
    async with opened(tmp_path, lambda _: Screen(), certificates=(pair(tmp_path, "alice"),)) as (app, _):
        edit(tmp_path, lambda text: text.replace("enabled = true", "enabled = false"))
        assert app.desk.change_settings(app.desk.settings)
        assert "settings.toml was changed by another program: alice is disabled." in lines(app)


@pytest.mark.slow
async def test_what_another_process_disables_is_not_sent(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, MTLS)
        assert (await sent(app, pilot, "s")).failure is None
        for person in ("alice", "bob"):
            ended = await asyncio.to_thread(process, "certs", "disable", person, home=lab_home)
            assert ended.status == 0, ended.err
        exchange = await sent(app, pilot, "s")
        entry = exchange.hops[0].selection.entry
        assert entry is None or entry.name not in ("alice", "bob")
        told = [line for line in lines(app) if "another program" in line]
        assert told == ["settings.toml was changed by another program: alice is disabled, bob is disabled."]
        assert (await asyncio.to_thread(seen.connections, "mtls"))[0].stage == "closed"


@pytest.mark.slow
async def test_a_pin_to_what_another_process_removed_stops_the_send(lab_home: Path, seen: Watch) -> None:
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, MTLS)
        await pilot.press("enter")
        app.screen.workpiece.pin("alice")  # type: ignore[attr-defined]
        ended = await asyncio.to_thread(process, "certs", "remove", "alice", home=lab_home)
        assert ended.status == 0, ended.err
        failure = (await sent(app, pilot, "ctrl+j")).failure
        assert failure is not None and failure.kind == "certificate_unusable"
        assert not seen.connections()


@pytest.mark.slow
async def test_a_mistake_of_the_editor_s_stops_the_send_and_is_named(
    lab_home: Path, seen: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[Path] = []
    source = reading.source

    def counted(path: Path) -> Document:
        reads.append(path)
        return source(path)

    monkeypatch.setattr(reading, "source", counted)
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, MTLS)
        good, before = (lab_home / "settings.toml").read_text(), len(reads)
        edit(lab_home, lambda text: text + "\n[[certificates]]\nhost = nonsense\n")
        failure = (await sent(app, pilot, "s")).failure
        assert failure is not None and failure.hint == "Nothing was sent."
        assert "settings.toml: line " in failure.message and "not TOML: Invalid value" in failure.message
        assert not seen.connections()
        edit(lab_home, lambda _: good)
        assert (await sent(app, pilot, "s")).failure is None
        after = len(reads)
        assert after > before
        assert (await sent(app, pilot, "s")).failure is None
        assert len(reads) == after, "what nobody changed is not read again"


def test_a_file_that_may_have_changed_within_the_same_tick_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("")
    os.utime(path, (1_000_000_000, 1_000_000_000))
    known = load(path)
    assert known.stamp is not None
    assert rereading.is_current(known)
    assert not rereading.is_current(replace(known, stamp=replace(known.stamp, certain=False)))
