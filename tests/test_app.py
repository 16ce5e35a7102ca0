import json
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.events import Key
from textual.widget import Widget

from tests.apps import certificate_line, composer, focused, sent, started, told, url_field
from tests.desks import shown, typed, until
from tests.terminal import Pty, command, in_pty, needs_pty
from workbench.app import WorkbenchApp
from workbench.demo.lab import Lab
from workbench.models import Choice
from workbench.screens import composer_keys
from workbench.screens.composer import ComposerScreen
from workbench.widgets import theme
from workbench.widgets.prompt_line import PromptLine

pytestmark = pytest.mark.slow


INSTANT = 5.0  # seconds, with all that a busy machine adds; a server that hangs would take thirty
F_KEYS = {f"f{number}" for number in range(1, 13)}
EATEN = F_KEYS | {"ctrl+j", "ctrl+p", "ctrl+enter", "ctrl+comma", "ctrl+alt+c", "alt+ctrl+c"}


def ours(kind: type[Widget] | type[WorkbenchApp]) -> list[Binding]:
    return [binding for binding in kind.BINDINGS if isinstance(binding, Binding)]


def test_every_key_of_the_app_and_the_composer_has_an_id_of_its_own() -> None:
    ids = [binding.id for binding in (*ours(WorkbenchApp), *ours(ComposerScreen))]
    assert all(ids)
    assert len(ids) == len(set(ids))


def test_every_action_has_a_key_that_no_terminal_eats() -> None:
    kept: dict[str, set[str]] = {}
    for binding in (*ours(WorkbenchApp), *ours(ComposerScreen)):
        kept.setdefault(binding.action, set()).update(set(binding.key.split(",")) - EATEN)
    # The tabs answer to digits and signs.
    elsewhere = {"next_tab('response')", "next_tab('request')"}
    assert {action for action, keys in kept.items() if not keys} == elsewhere


def test_the_keys_are_those_of_the_table() -> None:
    keys: dict[str, set[str]] = {}
    for binding in (*ours(WorkbenchApp), *ours(ComposerScreen)):
        keys.setdefault(binding.action, set()).update(binding.key.split(","))
    table = {
        "send": {"ctrl+j", "f5", "s", "ctrl+enter"},
        "settings": {"f2", "comma", "ctrl+comma"},
        "certificates": {"f3", "c", "ctrl+alt+c", "alt+ctrl+c"},
        "console": {"f9", "l"},
        "next_tab('response')": {"f4"},
        "next_tab('request')": {"f8"},
        "jump": {"ctrl+o"},
        "command_palette": {"ctrl+p", "colon"},
        "help": {"f1", "question_mark"},
        "go('m')": {"ctrl+t"},
        "go('u')": {"ctrl+l"},
        "new": {"ctrl+n"},
        "save": {"ctrl+s"},
        "answer('find')": {"ctrl+f", "slash"},
        "quit": {"ctrl+q"},
    }
    assert {action: keys[action] for action in table} == table
    assert set(composer_keys.REMEDIES).isdisjoint({"s", "x", "c", "l", "q"} | set("123456789"))


async def test_the_header_counts_and_a_switch_off_is_loud(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        assert "certs 4" in shown(app) and "verify ON" in shown(app)
        settings = app.desk.settings
        assert app.desk.change_settings(replace(settings, tls=replace(settings.tls, verify=False)))
        await until(pilot, lambda: "verify OFF" in shown(app))
    assert "verify = false" in (lab_home / "settings.toml").read_text()


async def test_the_session_s_identity_is_loud_and_counts_at_once(lab_home: Path, lab: Lab) -> None:
    async with started(lab_home) as (app, pilot):
        await pilot.press("enter")
        app.desk.change_choice(Choice(by="session", value="none"))
        await until(pilot, lambda: "YOU ARE: nobody" in shown(app))
        assert "cert: none" in certificate_line(app)
        exchange = await sent(app, pilot, "s")
        assert exchange.failure is not None and exchange.failure.kind == "certificate_required"


async def test_a_wrong_theme_is_told_and_ours_is_worn(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('theme = "plaid"\n')
    async with started(tmp_path) as (app, pilot):
        await until(pilot, lambda: 'no theme "plaid"' in told(app))
        assert app.theme == theme.DEFAULT


async def test_every_send_is_in_the_log_with_its_body_s_head_only(lab_home: Path) -> None:
    async with started(lab_home) as (app, pilot):
        await sent(app, pilot, "s")
        (entry,) = [entry for entry in app.desk.log if entry.exchange]
        assert entry.exchange is not None and entry.exchange.response is not None


async def test_a_question_mark_helps_from_an_empty_url_and_is_typed_into_another(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("question_mark")
        await until(pilot, lambda: "Help" in type(app.screen).__name__)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ComposerScreen))
        await typed(pilot, "a.test/?x")
        assert url_field(app).value == "a.test/?x"
        assert focused(app) is url_field(app)


async def test_quitting_leaves_with_status_zero(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+q")
    assert app.return_code == 0


async def test_a_fault_of_our_own_is_reported_without_what_was_typed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "hunter2-in-a-local"

    def fail() -> None:
        local = secret
        raise ValueError(local)

    with pytest.raises(ValueError, match=secret):
        async with started(tmp_path) as (app, pilot):
            composer(app).call_later(fail)
            await pilot.pause(0.1)
    assert app.return_code == 1
    (report,) = (tmp_path / "reports").iterdir()
    written = report.read_text()
    assert "ValueError" in written and "test_app.py" in written
    assert secret not in written
    shown_at_the_end = capsys.readouterr().err
    assert "ValueError" in shown_at_the_end and str(report.name) in shown_at_the_end.replace("\n", "")
    assert secret not in shown_at_the_end
    if sys.platform != "win32":
        assert report.stat().st_mode & 0o777 == 0o600


def begun(pty: Pty) -> None:
    """Wait until the app has drawn itself and listens."""
    pty.until(b"Quit")


def restored(pty: Pty) -> bool:
    """Tell whether the terminal is as it was: the main screen, with its cursor, and no mouse reports."""
    end = bytes(pty.written[-2000:])
    return b"\x1b[?1049l" in end and b"\x1b[?25h" in end and b"\x1b[?1000l" in end


@needs_pty
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP] if sys.platform != "win32" else [])
def test_a_signal_saves_the_draft_restores_the_terminal_and_ends(tmp_path: Path, number: signal.Signals) -> None:
    with in_pty(command(tmp_path)) as pty:
        begun(pty)
        pty.press(b"https://a.test/")
        pty.until(b"a.test/")  # the last key has been handled, not only most of them
        began = time.monotonic()
        pty.signal(number)
        assert pty.status() == 128 + number
        assert time.monotonic() - began < INSTANT
        assert restored(pty)
    (draft,) = (tmp_path / "drafts").glob("*.json")
    assert json.loads(draft.read_text())["request"]["url"] == "https://a.test/"


@needs_pty
def test_quitting_is_instant_while_a_server_hangs(lab_home: Path, lab: Lab) -> None:
    with in_pty(command(lab_home)) as pty:
        begun(pty)
        pty.press(b"\x0c\x15" + lab.url("mtls", "/slow?seconds=60").encode())
        pty.until(b"seconds=60")
        pty.press(b"\n")
        pty.until(b"waiting")
        began = time.monotonic()
        pty.press(b"\x11")
        assert pty.status() == 0
        assert time.monotonic() - began < INSTANT
        assert restored(pty)


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@needs_pty
@pytest.mark.slow
def test_an_orphan_without_its_terminal_ends_itself(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    # In a session of its own it hears of no hang-up: only its terminal goes dead.
    orphan = [
        "/bin/sh",
        "-c",
        'setsid sh -c \'echo $$ > "$0"; exec "$@"\' "$0" "$@"',
        str(pid_file),
        *command(tmp_path),
    ]
    with in_pty(orphan) as pty:
        begun(pty)
        process = int(pid_file.read_text())
        assert is_there(process)
    end = time.monotonic() + 10
    while is_there(process):
        assert time.monotonic() < end, "the orphan is still there"
        time.sleep(0.05)  # it is nobody's child: there is nothing to wait on


async def test_keys_of_one_packet_are_done_in_their_order(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await typed(pilot, "old")
        for key, character in (("ctrl+u", None), ("n", "n"), ("e", "e"), ("w", "w")):
            app.post_message(Key(key, character))
        await until(pilot, lambda: url_field(app).value == "new")
        for key, character in (("ctrl+o", None), ("m", "m"), ("p", "p")):
            app.post_message(Key(key, character))
        await until(pilot, lambda: composer(app).workpiece.request.method == "POST")
        assert url_field(app).value == "new"


async def test_shift_alone_answers_no_menu(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        await pilot.press("ctrl+o", "left_shift", "m", "p")
        await until(pilot, lambda: composer(app).workpiece.request.method == "POST")


async def test_a_key_right_after_enter_is_not_part_of_the_answer(tmp_path: Path) -> None:
    async with started(tmp_path) as (app, pilot):
        answers: list[str] = []
        await app.screen.mount(PromptLine("What?", answers.append))
        await until(pilot, lambda: focused(app).id == "prompt-answer")
        for key, character in (("a", "a"), ("enter", "\r"), ("j", "j")):
            app.post_message(Key(key, character))
        await until(pilot, lambda: url_field(app).value == "j")
        assert answers == ["a"]
