"""A hostile server, a bare pty: not one of its escape sequences comes through to the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal import command, in_pty, needs_pty
from workbench.demo.lab import Lab

pytestmark = [needs_pty, pytest.mark.slow]

ALLOWED = re.compile(
    rb"\x1b\[[?>=<]?[0-9;:]*[ $'!\"]?[A-Za-z@`{|}~]"  # CSI: what Textual draws and switches with
    rb"|\x1b[=>78cM]"
    rb"|\x1b\(B"
    rb"|\x1b\][0-9;]*[^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: looked at on its own below
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"
)
PAYLOADS = (b"\x1b]0;pwned", b"\x1b]52;", b"\x1b]2;pwned", b"\x9b31m", "\u202e".encode(), "\x9b".encode(), b"\x1bP")
PATHS = ("", "/headers", "/reason", "/body", "/json", "/utf8", "/redirect", "/chunks", "/status", "/noise")


@pytest.mark.parametrize("path", PATHS)
def test_no_escape_sequence_comes_through(lab: Lab, lab_home: Path, path: str) -> None:
    url = lab.url("hostile", f"/hostile{path}")
    for request in (lab_home / "requests").iterdir():
        request.unlink()
    (lab_home / "requests" / "hostile.toml").write_text(f'name = "hostile"\nmethod = "GET"\nurl = "{url}"\n')
    with in_pty(command(lab_home)) as app:
        app.until(b"hostile")
        app.press(b"s")
        app.until(b"Response")
        app.until(b"[TLS ok]" if path not in ("/nothing",) else b"Response")
        for tab in (b"2", b"3", b"4", b"1", b"l"):
            before = len(app.written)
            app.press(tab)
            while app.pump(0.3) and len(app.written) > before:
                before = len(app.written)
        app.press(b"\x11")
        assert app.status() == 0
        written = bytes(app.written)
    for payload in PAYLOADS:
        assert payload not in written
    left = ALLOWED.sub(b"", written)
    assert b"\x1b" not in left, left[max(0, left.index(b"\x1b") - 40) : left.index(b"\x1b") + 40]
    assert b"\x07" not in left
