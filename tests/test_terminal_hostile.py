"""Hostile servers, a bare pty: of all the bytes written to it none commands the terminal but those that draw."""

from __future__ import annotations

import base64
import re
import time
from pathlib import Path

import pytest

from tests.terminal import PATIENCE, Pty, command, in_pty, needs_pty
from tests.terminal_bytes import commands, foreign
from workbench.demo import hostile
from workbench.demo.lab import Lab

pytestmark = [needs_pty]
CLIPBOARD = hostile.CLIPBOARD.removeprefix("\x1b]").removesuffix("\a")
PATHS = ("", *(f"/{name}" for name in hostile.PATHS))
NOT_YET = "before the change|Response to GET|Type a URL above"  # the answer is none to what is composed now
QUIET, LONGER = 0.03, 0.15  # seconds without a byte after a key, and after one that takes its time
F4, F9, LEAVE = b"\x1bOS", b"\x1b[20~", b"\x1b"
ENTER, SPACE, DOWN = b"\r", b" ", b"\x1b[B"


def settle(app: Pty, quiet: float = QUIET) -> None:
    """Read until nothing has been written for a moment."""
    before = -1
    while len(app.written) > before:
        before = len(app.written)
        app.pump(quiet)


def press(app: Pty, *keys: bytes) -> str:
    """Press keys one after the other, each when the screen has become calm; return all that was then to be seen."""
    seen = []
    for key in keys:
        app.press(key)
        settle(app)
        seen.append(app.screen())
    return "\n".join(seen)


def go(app: Pty, lab: Lab, path: str) -> str:
    """Send a GET to the hostile server, and look at every tab of the answer."""
    url = lab.url("hostile", f"/hostile{path}")
    press(app, b"\x0c", b"\x15", b"\x1b[200~" + url.encode() + b"\x1b[201~")
    app.until_shown(rf"GET +https://\S+/hostile{path} [\s\S]*({NOT_YET})")
    app.press(ENTER)
    until_gone(app, f"{NOT_YET}|Stop \\^C|sending")
    app.press(LEAVE)
    app.until_shown(" c Certs")
    return press(app, *([F4] * 6))


def until_gone(app: Pty, pattern: str) -> None:
    """Read until nothing on the screen matches."""
    end = time.monotonic() + PATIENCE
    while re.search(pattern, app.screen()):
        assert time.monotonic() < end, app.screen()
        app.pump(QUIET)


def unfold(app: Pty) -> str:
    """Unfold all there is in the console, and copy an entry."""
    return press(app, F9, b"g", *([SPACE, DOWN, SPACE, DOWN] * 12), b"y", b"q")


def hold(app: Pty) -> None:
    """Quit, and hold that nothing of a peer's commands the terminal."""
    app.press(b"\x11")
    assert app.status() == 0
    assert not foreign(bytes(app.written), clipboard=True)
    assert not [said for said in commands(bytes(app.written)) if CLIPBOARD in said.said]


def without_requests(home: Path) -> Path:
    """Take the lab's own requests away, so that the cursor begins in the URL."""
    for request in (home / "requests").iterdir():
        request.unlink()
    return home


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_no_answer_commands_the_terminal(lab: Lab, lab_home: Path, half: int) -> None:
    with in_pty(command(without_requests(lab_home))) as app:
        app.until_shown("Type a URL above")
        settle(app, LONGER)
        seen = "".join(go(app, lab, path) for path in PATHS[half::2])
        assert "^[" in seen
        assert "[/bad]" in seen
        assert "hostile.demo.test" in unfold(app)
        hold(app)


@pytest.mark.slow
def test_no_name_in_a_certificate_does(lab: Lab, lab_home: Path) -> None:
    settings = lab_home / "settings.toml"
    settings.write_text("[tls]\nextra_ca = false\n\n" + settings.read_text().replace("[tls]\n", ""))
    with in_pty(command(without_requests(lab_home))) as app:
        app.until_shown("Type a URL above")
        settle(app, LONGER)
        seen = go(app, lab, "")
        assert "Trust CA" in seen
        app.press(b"t")
        app.until_shown("fingerprint|SHA-256|sha256")
        seen += press(app, b"\x1b[B", b"\x1b[B", b"\x1b")
        settle(app, LONGER)
        app.press(b"D")
        app.until_shown("Request +ok")
        until_gone(app, "examining")
        seen += press(app, b"g", *([b"\x1b[6~"] * 6), b"y", b"q", b"=", ENTER)
        settle(app, LONGER)
        seen += press(app, b"q", b"\x10", b"\x1b")
        assert "^[" in seen
        assert "[/bad]" in seen
        unfold(app)
        hold(app)


@pytest.mark.slow
def test_a_copy_of_control_characters_says_that_it_is_one(lab: Lab, lab_home: Path) -> None:
    with in_pty(command(without_requests(lab_home))) as app:
        app.until_shown("Type a URL above")
        settle(app, LONGER)
        go(app, lab, "/body")
        press(app, b"1")
        app.until_shown("Hex")  # it holds a NUL
        press(app, b"R")
        app.until_shown("A terminal that gets this raw")
        assert not {"\x1b", "\x07"} & set(copied(app, b"b", "visible form"))
        assert "\x1b]0;pwned\x07" in copied(app, b"B", "holds control characters")
        hold(app)


def copied(app: Pty, letter: bytes, said: str) -> str:
    """Copy what a letter stands for, wait for what is said of it, and return what the terminal was given."""
    press(app, b"y")
    app.until_shown("b whole body")
    settle(app, LONGER)
    app.press(letter)
    app.until_shown(said)
    given = [one.said for one in commands(bytes(app.written)) if one.said.startswith("52;c;")]
    return base64.b64decode(given[-1].removeprefix("52;c;")).decode()
