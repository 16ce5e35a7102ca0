"""One entry of the console handed on by keys: as text, HAR or record, to the clipboard or a file, secrets masked."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.desks import DeskApp, opened, shown, until
from tests.har_schema import faults
from tests.hops import answered, exchange, failed, told
from tests.test_interchange_har import SECRETS, secret
from workbench.models import Exchange, LogEntry
from workbench.screens import new_file, share
from workbench.screens.confirm import ConfirmScreen
from workbench.screens.console import ConsoleScreen
from workbench.screens.desk import Desk
from workbench.screens.share import Form, ShareLine
from workbench.widgets.prompt_line import PromptLine
from workbench.widgets.text_field import TextField

ENTRY = LogEntry(at=secret().started, exchange=secret())
FORMS = ("text", "HAR", "record")


def filled(desk: Desk) -> ConsoleScreen:
    desk.record(secret())
    return ConsoleScreen(desk)


@pytest.mark.parametrize("form", FORMS)
def test_no_secret_is_shared_unless_it_was_chosen(form: str) -> None:
    masked = share.written(ENTRY, Form(name=form))
    assert not [one for one in SECRETS if one in masked]
    assert "Bearer ********(16)" in masked and "token=********(7)" in masked
    bare = share.written(ENTRY, Form(name=form, with_secrets=True))
    assert not [one for one in SECRETS if one not in bare]


def test_the_record_is_that_of_the_commands_and_the_archive_is_a_good_one() -> None:
    record: Any = json.loads(share.written(ENTRY, Form(name="record")))
    assert record["outcome"] == "response" and len(record["hops"]) == 2
    assert record["hops"][0]["request"]["body"]["bytes"] == 30
    assert faults(json.loads(share.written(ENTRY, Form(name="HAR")))) == []


@pytest.mark.parametrize("form", FORMS)
def test_what_is_shared_holds_no_control_character(form: str) -> None:
    from tests.hops import HOSTILE, hostile

    entry = LogEntry(at=ENTRY.at, exchange=exchange(hostile(), body=HOSTILE.encode()))
    assert not set(share.written(entry, Form(name=form))) & {"\x1b", "\x07", "\x9b", "\u202e"}


@pytest.mark.parametrize(
    "one", [exchange(failed()), replace(exchange(answered()), hops=()), exchange(answered("/a", 302), answered("/b"))]
)
def test_every_kind_of_send_can_be_shared(one: Exchange) -> None:
    assert all(share.written(LogEntry(at=one.started, exchange=one), Form(name=form)) for form in FORMS)
    assert "word" in share.written(replace(told("word"), exchange=None), Form(name="text"))


@pytest.mark.slow
async def test_each_form_goes_to_the_clipboard_by_two_letters(tmp_path: Path) -> None:
    copied: list[str] = []
    async with opened(tmp_path, filled) as (app, pilot):
        app.desk.copy = copied.append  # type: ignore[method-assign,assignment]
        for letter, form in zip("thj", FORMS, strict=True):
            await pilot.press("s")
            await until(pilot, lambda: "Share as" in shown(app))
            await pilot.press(letter)
            await until(pilot, lambda: f"{form}, secrets masked, to" in shown(app))  # noqa: B023  awaited here
            await pilot.press("c")
            await until(pilot, lambda: not app.screen.query(ShareLine))
        assert [text[:1] for text in copied] == ["1", "{", "{"] and app.said == []
        await pilot.press("s", "T", "c")
        await until(pilot, lambda: len(copied) == 4)
        assert "p4ssw0rd" in copied[3] and app.said == ["What was copied is the text WITH SECRETS."]


@pytest.mark.slow
async def test_any_other_key_shares_nothing(tmp_path: Path) -> None:
    copied: list[str] = []
    async with opened(tmp_path, filled) as (app, pilot):
        app.desk.copy = copied.append  # type: ignore[method-assign,assignment]
        for keys in (("s", "z"), ("s", "h", "z"), ("s", "escape"), ("s", "h", "escape")):
            await pilot.press(*keys)
            await until(pilot, lambda: not app.screen.query(ShareLine))
        assert not copied and isinstance(app.screen, ConsoleScreen)


def names(folder: Path) -> dict[str, str]:
    """Return what a folder holds, by name."""
    return {path.name: path.read_text() for path in folder.iterdir()}


async def to_file(app: DeskApp, pilot: Pilot[None], letter: str) -> str:
    """Press the keys that ask for a file, and return the name that is offered."""
    await pilot.press("s", letter, "f")
    await until(pilot, lambda: bool(app.screen.query(PromptLine)))
    await pilot.pause()
    return app.screen.query_one("#prompt-answer", TextField).value


@pytest.mark.slow
async def test_a_file_is_named_written_for_oneself_alone_and_told(tmp_path: Path, here: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        name = await to_file(app, pilot, "h")
        assert name.startswith("api.example.test-2026") and name.endswith(".har")
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.said))
        file = here / name
        assert app.said == [f"Saved the HAR, secrets masked, in {file}."]
        assert faults(json.loads(file.read_text())) == []
        assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
        assert not [one for one in SECRETS if one in file.read_text()]


@pytest.mark.slow
async def test_no_file_is_put_over_another_one_unasked(tmp_path: Path, here: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        first = await to_file(app, pilot, "j")
        (here / first).write_text("mine")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.pause()
        await pilot.press("enter")  # on the button that changes nothing
        await until(pilot, lambda: app.said == ["Not saved. The file that is there was kept."])
        assert (here / first).read_text() == "mine"
        assert await to_file(app, pilot, "j") == first.replace(".json", "-2.json")
        app.screen.query_one("#prompt-answer", TextField).value = first
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmScreen))
        await pilot.press("y")
        await until(pilot, lambda: len(app.said) == 2)
        assert json.loads((here / first).read_text())["outcome"] == "response"


@pytest.mark.slow
async def test_a_file_with_secrets_says_so_at_every_step(tmp_path: Path, here: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await to_file(app, pilot, "J")
        assert "Save the record WITH SECRETS as:" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.said))
        assert app.said[0].startswith("Saved the record WITH SECRETS, in ")
        assert "p4ssw0rd" in "".join(names(here).values())


@pytest.mark.slow
@pytest.mark.parametrize("where", ["nowhere/x.har", ".", "~nosuchuser/x.har", "a" * 300, "x\0y.har"])
async def test_where_nothing_can_be_written_it_is_said(where: str, tmp_path: Path, here: Path) -> None:
    async with opened(tmp_path, filled) as (app, pilot):
        await to_file(app, pilot, "h")
        app.screen.query_one("#prompt-answer", TextField).value = where
        await pilot.press("enter")
        await until(pilot, lambda: bool(app.said))
        assert app.said[0].startswith("Not saved. ") and not names(here)


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("api.test", "api.test"),
        ("../../etc/passwd", "etc-passwd"),
        ("::1", "1"),
        ("..", "workbench"),
        ("a" * 99, "a" * 60),
    ],
)
def test_a_suggested_name_is_one_of_this_folder(stem: str, name: str) -> None:
    made = new_file.suggested(stem, ENTRY.at, "har")
    assert made.startswith(f"{name}-2026") and made.endswith(".har") and Path(made).name == made


async def test_where_nothing_was_sent_there_is_nothing_to_share_as_an_archive(tmp_path: Path) -> None:
    def nothing(desk: Desk) -> ConsoleScreen:
        desk.record(replace(secret(), hops=()))
        return ConsoleScreen(desk)

    copied: list[str] = []
    async with opened(tmp_path, nothing) as (app, pilot):
        app.desk.copy = copied.append  # type: ignore[method-assign,assignment]
        await pilot.press("s", "h", "c")
        await until(pilot, lambda: app.said == ["Not shared: nothing was sent, and HAR has no place for that."])
        await pilot.press("s", "j", "c")
        await until(pilot, lambda: len(copied) == 1)
