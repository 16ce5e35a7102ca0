"""The app in a pty, drawn by cells: what stands on the screen is what plain drawing would have left there."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from tests.cell_screen import CellScreen
from tests.lab import Watch
from tests.teed_app import Replay
from tests.terminal import PATIENCE, TMUX, Pty, as_job, command, in_pty, needs_pty
from workbench.demo.lab import Lab
from workbench.terminal import clipboard

pytestmark = [needs_pty, pytest.mark.slow]
QUIET = 0.08
DOWN, UP, PAGE_DOWN, F4, ESCAPE, ENTER = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1bOS", b"\x1b", b"\r"
TYPED = (
    b"\x0c",
    b"x",
    "é漢".encode(),
    b"\x7f\x7f\x7f",
    b"https://a.example.test/\xf0\x9f\x8e\x89e\xcc\x81",
    b"\x1b[D\x1b[D",
)
SENT = (DOWN, DOWN, UP, ENTER, b"s", F4, F4, F4, F4, b"1")
SCROLLED = (b"\x0f", b"r", *[DOWN] * 12, PAGE_DOWN, UP, b"G", b"g")
SCREENS = (b"\x10", b"con", ESCAPE, b"c", DOWN, ESCAPE, b"l", b" ", b"q", b"?", PAGE_DOWN, b"q", b"\x12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A size that the terminal tells among the keys, and whether the kernel knows of it before or after."""

    size: tuple[int, int]
    known: Literal["before", "after"]


Step = bytes | tuple[int, int] | Told | signal.Signals


class Session:
    """One recorded session: each step is taken when the app has come to rest after the one before."""

    def __init__(self, app: Pty, log: Path, size: tuple[int, int]) -> None:
        self._app = app
        self._log = log
        self._played = 0
        self.replay = Replay(*size)

    def step(self, step: Step) -> None:
        """Do something, and compare both screens; all the way, where nothing but the app drew on them."""
        match step:
            case bytes():
                self._app.press(step)
            case signal.Signals():
                self._suspend(step)
            case (width, height):
                self._app.resize(width, height)
            case Told():
                self._tell(step)
        end = time.monotonic() + PATIENCE
        while True:
            self.rest()
            self._play(compared=isinstance(step, bytes))
            if self.replay.sent_last or time.monotonic() > end:
                break  # a machine with much to do may leave it alone between a frame and its sending
        assert [*self.replay.plain.differences(self.replay.ours)] == [], step
        assert self.replay.plain.cursor == self.replay.ours.cursor, step

    def _play(self, *, compared: bool) -> None:
        lines = self._log.read_text().split("\n")[:-1]
        fresh, self._played = lines[self._played :], len(lines)
        for line in fresh:
            self.replay.play(line, compared=compared and len(fresh) < 12)

    def _suspend(self, number: signal.Signals) -> None:
        self._app.signal(number)
        self._app.until_stopped()
        self._app.signal(signal.SIGCONT)

    def tell_sizes(self) -> None:
        """Be a terminal that tells its size among the keys, when asked whether it can."""
        self._app.until(b"\x1b[?2048$p", 0)
        self._app.press(b"\x1b[?2048;2$y")
        self._app.until(b"\x1b[?2048h", 0)

    def _tell(self, told: Told) -> None:
        if told.known == "before":
            self._app.resize(*told.size)
            self.rest()
        self._app.tell_size(*told.size)
        if told.known == "after":
            self.rest()
            self._app.resize(*told.size)

    def rest(self) -> None:
        """Wait until it neither writes nor computes."""
        before = (-1, 0.0)
        while (now := (len(self._app.written), _cpu_seconds(self._app.process))) != before:
            before = now
            self._app.pump(QUIET)


@contextmanager
def session(home: Path, log: Path, size: tuple[int, int], **environment: str) -> Iterator[Session]:
    """Run the recorded app."""
    call = [sys.executable, "-m", "tests.teed_app", str(home), str(log)]
    with as_job(call, size, **environment) as app:
        app.until_shown("Quit")
        running = Session(app, log, size)
        running.rest()
        yield running


def _cpu_seconds(process: int) -> float:
    """Return what it has used up, in the ticks that /proc counts; 0 where there is none."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return float(fields[11]) + float(fields[12])


def _went_through(home: Path, log: Path, size: tuple[int, int], steps: Sequence[Step], **environment: str) -> Replay:
    with session(home, log, size, **environment) as running:
        for step in steps:
            running.step(step)
        return running.replay


@pytest.fixture
def body_home(lab: Lab, lab_home: Path) -> Path:
    """A home whose first request is answered with a large body."""
    for request in (lab_home / "requests").iterdir():
        request.unlink()
    for number in range(20):
        url = lab.url("mtls", "/big?megabytes=1&kind=json")
        (lab_home / "requests" / f"{number}.toml").write_text(
            f'name = "number {number}"\nmethod = "GET"\nurl = "{url}"\n'
        )
    return lab_home


def test_a_small_terminal_shows_what_plain_drawing_would(body_home: Path, tmp_path: Path) -> None:
    with session(body_home, tmp_path / "log", (80, 24)) as running:
        for step in (*SENT, *SCROLLED, *SCREENS):
            running.step(step)
        replay = running.replay
        if TMUX:
            plain, ours = (_in_tmux(replay.texts[kind], tmp_path / kind) for kind in ("written", "sent"))
            assert [*plain.differences(ours)] == []
        others: list[Step] = [(60, 16), (100, 30), (80, 24), signal.SIGTSTP, DOWN, *TYPED]
        for other in others:
            running.step(other)
    assert replay.counts["sent"] < replay.counts["written"] / 4


def test_a_large_terminal_in_true_colour_shows_what_plain_drawing_would(body_home: Path, tmp_path: Path) -> None:
    steps: list[Step] = [*SENT[:6], *SCROLLED[:4], PAGE_DOWN, PAGE_DOWN, b"l", ESCAPE, (199, 50), *TYPED[:3]]
    replay = _went_through(body_home, tmp_path / "log", (200, 50), steps, COLORTERM="truecolor")
    assert replay.counts["sent"] < replay.counts["written"] / 4


def test_sizes_that_the_terminal_tells_leave_what_plain_drawing_would(body_home: Path, tmp_path: Path) -> None:
    with session(body_home, tmp_path / "log", (80, 24)) as running:
        running.tell_sizes()
        for step in (
            Told(size=(100, 30), known="after"),
            DOWN,
            Told(size=(60, 16), known="before"),
            Told(size=(120, 40), known="after"),
            signal.SIGTSTP,
            *TYPED[:2],
        ):
            running.step(step)


def _in_tmux(text: str, folder: Path) -> CellScreen:
    """Return what tmux has on its screen after this was written to it."""
    folder.mkdir()
    (folder / "text").write_text(text)
    (folder / "conf").write_text("set -g status off\nset -g default-terminal tmux-256color\n")
    call = [TMUX or "tmux", "-S", str(folder / "socket"), "-f", str(folder / "conf")]
    show = f"stty -echo; cat '{folder}/text'; touch '{folder}/shown'; exec sleep 60"
    subprocess.run([*call, "new-session", "-d", "-x", "80", "-y", "24", "sh", "-c", show], check=True)
    try:
        end = time.monotonic() + PATIENCE
        while not (folder / "shown").exists():
            assert time.monotonic() < end
            time.sleep(0.02)  # a shell writes the file, and tells nobody
        # Everything before was drawn when it answers: it deals with one thing after the other.
        captured = subprocess.run([*call, "capture-pane", "-p", "-e", "-N"], check=True, capture_output=True, text=True)
    finally:
        subprocess.run([*call, "kill-server"], check=False, capture_output=True)
    screen = CellScreen(80, 24)
    screen.feed("\x1b[?7l" + "\n".join(captured.stdout.splitlines()))
    return screen


def test_a_terminal_that_stops_reading_does_not_stop_the_app(lab: Lab, lab_home: Path, seen: Watch) -> None:
    with in_pty(command(lab_home)) as app:
        app.until_shown("mTLS: the right")
        app.press(b"?q" * 15 + b"s")  # help and back: far more than the terminal's buffers take
        end = time.monotonic() + PATIENCE
        while not seen.requests():
            assert time.monotonic() < end
            time.sleep(0.02)  # the server's log has nothing to wait on
        app.until_shown("200 OK")


def test_what_gnu_screen_is_to_pass_on_leaves_in_one_piece(lab_home: Path) -> None:
    url = "https://a.example.test/" + "copied" * 60
    with in_pty(command(lab_home), STY="1.pts", TMUX="") as app:
        app.until_shown("Quit")
        app.press(b"\x0c\x15")
        app.press(b"\x1b[200~%s\x1b[201~" % url.encode())
        app.until_shown("copiedcopied")
        app.press(b"\x1b[1;2H\x03")  # Shift+Home, ^C
        app.until_shown("sent through screen")
    assert clipboard.sequence(url, {"STY": "1.pts"}).encode() in app.written


@pytest.mark.parametrize("drawing", ["cells", "lines"])
def test_both_ways_of_drawing_start_and_leave_the_terminal_alike(lab_home: Path, drawing: str) -> None:
    with in_pty(command(lab_home), WORKBENCH_DRAWING=drawing) as app:
        app.until_shown("Quit")
        app.press(b"\x11")
        assert app.status() == 0
    assert (b"\x1b[6n" in app.written) == (drawing == "cells")
    assert b"\x1b[?1049l\x1b[?25h" in app.written
