from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from workbench import atomic

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes, links and signals are POSIX")

HOLDER = """
import sys, time
from pathlib import Path
from workbench import atomic
with atomic.locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""

KILLED_AT_EACH_LINE = """
import os, signal, sys
from pathlib import Path
from workbench import atomic

path, old, new = Path(sys.argv[1]), b"o" * 100_000, b"n" * 100_000
atomic.write(path, old)

def child(count):
    left = count
    def trace(frame, event, argument):
        nonlocal left
        if frame.f_code.co_filename != atomic.__file__:
            return None
        left -= event == "line"
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)
    atomic.write(path, new)
    os._exit(0)

count = 0
while True:
    count += 1
    pid = os.fork()
    if not pid:
        child(count)
    status = os.waitpid(pid, 0)[1]
    assert path.read_bytes() in (old, new), "in between"
    if not status:
        break
    assert os.WTERMSIG(status) == signal.SIGKILL, status
    path.write_bytes(old)
    for leftover in path.parent.glob(".*.workbench-tmp"):
        leftover.unlink()
assert [*path.parent.iterdir()] == [path], "something else was left"
print(count)
"""


def test_a_file_is_made_and_replaced(tmp_path: Path) -> None:
    atomic.write(tmp_path / "f", b"one")
    atomic.write(tmp_path / "f", b"two")
    assert (tmp_path / "f").read_bytes() == b"two"
    assert [*tmp_path.iterdir()] == [tmp_path / "f"]


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_the_mode_is_the_one_asked_for(tmp_path: Path, mode: int) -> None:
    atomic.write(tmp_path / "f", b"", mode)
    assert stat.S_IMODE((tmp_path / "f").stat().st_mode) == mode


@posix
def test_a_file_that_others_could_read_is_replaced_by_one_they_cannot(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_text("old")
    file.chmod(0o644)
    atomic.write(file, b"new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@posix
def test_a_link_is_followed_and_its_target_replaced(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles" / "f"
    target.write_text("old")
    (tmp_path / "second").symlink_to(target)
    link = tmp_path / "link"
    link.symlink_to("second")
    atomic.write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert [*target.parent.iterdir()] == [target]


@posix
def test_a_link_to_nothing_gets_its_target(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "target")
    atomic.write(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


@posix
def test_a_loop_of_links_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="links"):
        atomic.write(tmp_path / "a", b"")
    assert (tmp_path / "a").is_symlink()


@posix
def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="ordinary"):
        atomic.write(tmp_path / "pipe", b"")


def test_a_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "f").mkdir()
    with pytest.raises(OSError):
        atomic.write(tmp_path / "f", b"data")
    assert [*tmp_path.iterdir()] == [tmp_path / "f"]


def test_what_a_killed_copy_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    old, fresh, other = (tmp_path / name for name in (".1.workbench-tmp", ".2.workbench-tmp", ".3.tmp"))
    for file in (old, fresh, other):
        file.write_text("half")
    for file in (old, other):
        os.utime(file, (time.time() - 3600,) * 2)
    atomic.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == [fresh, other]


@pytest.mark.slow
@posix
def test_a_file_is_old_or_new_whichever_line_of_a_write_is_the_last(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AT_EACH_LINE, str(tmp_path / "f")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 15


def test_a_lock_keeps_others_out_and_ends_with_its_block(tmp_path: Path) -> None:
    with (
        atomic.locked(tmp_path / "f"),
        pytest.raises(TimeoutError, match="another copy"),
        atomic.locked(tmp_path / "f", timeout=0.02),
    ):
        pass
    with atomic.locked(tmp_path / "f", timeout=0):
        assert (tmp_path / "f.lock").exists()


def test_a_lock_is_waited_for(tmp_path: Path) -> None:
    lock = atomic.Lock.take(tmp_path / "f.lock")
    assert lock
    threading.Timer(0.05, lock.release).start()
    with atomic.locked(tmp_path / "f", timeout=5):
        pass


@posix
def test_a_lock_ends_with_the_process_that_held_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "f")], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        assert atomic.Lock.take(tmp_path / "f.lock") is None
        holder.kill()
    with atomic.locked(tmp_path / "f", timeout=1):
        assert stat.S_IMODE((tmp_path / "f.lock").stat().st_mode) == 0o600
