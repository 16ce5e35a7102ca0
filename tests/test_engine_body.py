"""Where bodies go: memory while they are small, a private file when large; disks that are full, folders left behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sending import sender, ticket
from workbench.bodies.source import Source
from workbench.demo.lab import Lab
from workbench.engine import spill
from workbench.engine.body import IN_MEMORY, NotKept, Sink, SpillFolder
from workbench.models import Request

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")


async def test_a_small_body_stays_in_memory() -> None:
    sink = Sink(SpillFolder())
    sink.add(b"abc")
    await sink.finish()
    content = sink.content()
    assert (content.size, content.data, content.path, content.complete) == (3, b"abc", None, True)


async def test_a_large_body_goes_to_a_private_file_and_can_be_read_all_the_while() -> None:
    folder = SpillFolder()
    sink, sizes = Sink(folder), []
    for number in range(IN_MEMORY // 1000 + 10):
        sink.add(b"%04d" % (number % 10_000) * 250)
        sizes.append(sink.size)
        assert sink.read(4000, 4004) == b"0004"[: max(0, sink.size - 4000)]
    assert not sink.complete
    await sink.finish()
    content = sink.content()
    assert sizes == sorted(sizes) and sink.complete
    assert content.path is not None
    assert content.path.stat().st_size == content.size == sink.size > IN_MEMORY
    assert len(content.data) == 1024 * 1024
    assert sink.read(content.size - 1000, content.size) == content.path.read_bytes()[-1000:]
    if sys.platform != "win32":
        assert stat.S_IMODE(content.path.stat().st_mode) == 0o600
        assert stat.S_IMODE(content.path.parent.stat().st_mode) == 0o700
    folder.remove()
    assert not content.path.exists() and sink.read(content.size - 10, content.size) == b""


async def test_a_body_is_saved_where_it_was_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "out.bin"
    sink = Sink(SpillFolder(), target)
    sink.add(b"abc")
    await sink.finish()
    assert target.read_bytes() == b"abc"
    assert sink.content().data == b"abc"


@POSIX
async def test_a_disk_too_slow_is_waited_for_and_a_stopped_body_does_not_wait_for_ever(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    sink = Sink(SpillFolder(), pipe)
    for _ in range(5):
        sink.add(bytes(1024 * 1024))
    assert sink.is_behind
    await sink.abandon()  # nobody reads: what the pipe took is what is kept there
    assert sink.complete and not sink.content().complete
    assert sink.content().size == 1024 * 1024
    os.close(reader)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
async def test_a_disk_that_fills_up_is_said_with_the_next_bytes_or_at_the_end() -> None:
    sink = Sink(SpillFolder(), Path("/dev/full"))
    sink.add(b"abc")
    with pytest.raises(NotKept, match="/dev/full"):
        await sink.finish()
    content = sink.content(complete=False)
    assert (content.size, content.data, content.path) == (3, b"abc", None)


@POSIX
@pytest.mark.slow
def test_a_spilled_body_that_finds_no_room_is_kept_as_far_as_it_came(lab: Lab, tmp_path: Path) -> None:
    code = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (16_000_000, 16_000_000))\n"
        "from workbench.__main__ import main\nsys.exit(main(sys.argv[1:]))"
    )
    url = lab.url("big", "/big?megabytes=40&kind=lines")
    call = [sys.executable, "-c", code, "send", url, "--home", str(lab.folders.settings_file.parent)]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(call, capture_output=True, env=environment, check=False)
    said = done.stderr.decode()
    assert done.returncode == 2, said
    assert "could not be written any further to" in said and str(tmp_path) in said and "TMPDIR" in said
    assert 15_000_000 < len(done.stdout) <= 16_000_000
    assert list(tmp_path.glob("workbench-bodies-*")) == []


@pytest.mark.slow
@POSIX
def test_folders_of_killed_processes_go_and_all_others_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    code = (
        "import os, signal, tempfile\n"
        f"tempfile.tempdir = {str(tmp_path)!r}\n"
        "from workbench.engine.body import SpillFolder\n"
        "SpillFolder().new_file()[1].write(b'left')\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    (left,) = tmp_path.iterdir()
    living = SpillFolder()
    held, file = living.new_file()
    path = held.path
    file.close()
    foreign, link, young = (tmp_path / f"workbench-bodies-{name}" for name in ("foreign", "link", "young"))
    foreign.mkdir()
    (foreign / "file").write_bytes(b"not ours to judge")
    link.symlink_to(foreign)
    young.mkdir()
    spill.sweep()
    assert left.exists()  # a lock so new may be about to be taken
    for folder in (left, path.parent):
        os.utime(folder / "lock", (0, 0))
    spill.sweep()
    assert not left.exists()
    assert path.exists() and (foreign / "file").exists() and link.is_symlink() and young.exists()
    living.remove()
    assert not path.parent.exists()


def test_the_oldest_bodies_make_room_for_new_ones_but_for_those_still_arriving() -> None:
    folder, held = SpillFolder(most=250), []
    for number in range(5):
        spilled, file = folder.new_file()
        file.write(bytes(100))
        file.close()
        if number:
            folder.keep(spilled)
        held.append(spilled)
    assert [one.path.exists() for one in held] == [True, False, True, True, True]
    folder.remove()


async def test_a_body_is_kept_until_another_needs_its_room() -> None:
    folder, contents = SpillFolder(most=IN_MEMORY), []
    for _ in range(3):
        sink = Sink(folder)
        sink.add(b"x" * (IN_MEMORY + 1))
        await sink.finish()
        contents.append(sink.content())
    assert [content.path is not None and content.path.exists() for content in contents] == [False, False, True]
    folder.remove()


async def test_a_body_s_file_goes_with_the_last_who_holds_it_and_what_is_mapped_stays_readable() -> None:
    folder = SpillFolder()
    sink = Sink(folder)
    sink.add(b"x" * (IN_MEMORY + 1))
    await sink.finish()
    content = sink.content()
    del sink
    again, path = replace(content, complete=False), content.path
    assert path is not None and again == replace(content, complete=False, owner=None)
    source = Source.of(again)
    del content
    assert path.exists()
    del again
    if sys.platform != "win32":
        assert not path.exists() and source.read(IN_MEMORY, IN_MEMORY + 1) == b"x"
    folder.remove()


async def test_big_bodies_arrive_whole(lab: Lab, tmp_path: Path) -> None:
    target = tmp_path / "big.json"
    async with sender() as ours:
        url = lab.url("big", "/big?megabytes=12&kind=lines")
        kept = await ours.send(ticket(lab, url))
        saved = await ours.send(ticket(lab, url, save_to=target))
        assert kept.body is not None
        assert kept.body.path is not None
        assert kept.body.path.read_bytes() == target.read_bytes()
    assert saved.body is not None
    assert saved.body.size == target.stat().st_size == kept.body.size
    assert kept.response is not None
    assert kept.response.wire_bytes == kept.response.body_bytes == kept.body.size
    assert not kept.body.path.exists()


async def test_a_target_that_cannot_be_written_is_named(lab: Lab, tmp_path: Path) -> None:
    target = tmp_path / "no" / "such" / "folder.txt"
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("tls"), save_to=target))
    assert exchange.failure is not None
    assert str(target) in exchange.failure.message


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
async def test_a_full_disk_is_not_blamed_on_the_server(lab: Lab) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("tls"), save_to=Path("/dev/full")))
    assert exchange.failure is not None
    assert exchange.failure.kind == "invalid_request"
    assert "/dev/full" in exchange.failure.message
    assert "no space" in exchange.failure.message


async def test_head_has_no_body(lab: Lab) -> None:
    async with sender() as ours:
        exchange = await ours.send(ticket(lab, lab.url("tls"), request=Request(method="HEAD")))
    assert exchange.failure is None
    assert exchange.body is not None
    assert exchange.body.size == 0
