"""A terminal that stops reading stops the app's drawing, and neither the send nor its clock."""

from __future__ import annotations

import fcntl
import re
import select
import socket
import struct
import termios
import threading
import time
from pathlib import Path

import pytest

from tests.arriving import served, whole
from tests.peers import HOST
from tests.terminal import Pty, command, in_pty, needs_pty
from workbench.demo.lab import Lab

pytestmark = [needs_pty, pytest.mark.slow]
SECONDS = 60.0
LONGER = 2.0
BODY = b"x" * 79 + b"\n"


def unread(terminal: Pty) -> int:
    """How many bytes the program has written that nobody read."""
    told = fcntl.ioctl(terminal.descriptor, termios.FIONREAD, b"\0\0\0\0")
    return int(struct.unpack("i", told)[0])


def stall(terminal: Pty) -> int:
    """Read nothing, and make the program draw until it cannot; return how much lies there then."""
    for number in range(40):
        terminal.resize(*((200, 50), (120, 40))[number % 2])
        before = unread(terminal)
        select.select([], [], [], 0.15)
        if number > 5 and unread(terminal) == before > 3000:
            break
    return unread(terminal)


def test_a_send_goes_on_and_its_time_stays_true(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    asked, stalled, finished = threading.Event(), threading.Event(), threading.Event()
    answer = whole(BODY * 400_000, "Content-Type: text/plain")

    def talk(conn: socket.socket) -> None:
        asked.set()
        stalled.wait(SECONDS)
        answer(conn)
        finished.set()

    for request in (lab_home / "requests").iterdir():
        request.unlink()
    with served(lab, tmp_path, "http", talk) as url, in_pty(command(lab_home)) as terminal:
        url = url.replace(HOST, "127.0.0.1")
        (lab_home / "requests" / "one.toml").write_text(f'name = "the one"\nmethod = "GET"\nurl = "{url}"\n')
        terminal.until(b"the one")
        pressed = time.monotonic()
        terminal.press(b"s")
        assert asked.wait(SECONDS)
        lying = stall(terminal)
        stalled.set()
        assert finished.wait(SECONDS), "32 MB do not fit into buffers: the app must have read them"
        took = time.monotonic() - pressed
        select.select([], [], [], LONGER)
        assert unread(terminal) == lying, "the terminal was not stalled"
        terminal.resize(80, 24)
        shown = terminal.until_shown(r"200 OK +[\d.]+ m?s")
    found = re.search(r"200 OK +([\d.]+) (m?s)", shown)
    assert found is not None
    told = float(found[1]) / (1000 if found[2] == "ms" else 1)
    assert told < took + LONGER / 2
