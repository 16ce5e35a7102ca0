"""A body being taken in: nothing is lost unsaid, disks are waited for or gone without, others have their turn."""

from __future__ import annotations

import asyncio
import gzip
import os
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import BinaryIO

import pytest

from workbench.engine.body import SpillFolder
from workbench.engine.decoding import Undecodable
from workbench.engine.reading import Intake
from workbench.engine.spill import Spilled
from workbench.models import Content, Response

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")
MEGABYTE = 1_000_000
NAMELESS = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"  # a gzip header whose file name never ends: of it nothing is made
WRONG_SUM = gzip.compress(b"hello")[:-8] + bytes(8)


def intake(folder: SpillFolder, coding: str = "", save_to: Path | None = None) -> Intake:
    headers = (("Content-Encoding", coding),) if coding else ()
    return Intake(Response(status=200, reason="", http_version="", headers=headers), folder, save_to, 512)


async def parts(data: Iterable[bytes]) -> AsyncIterator[bytes]:
    """Always more at once: nothing here is ever waited for."""
    for part in data:
        yield part


def uncounted(_: int) -> None:
    """Count nothing."""


async def taken(ours: Intake, data: Iterable[bytes]) -> tuple[Content, Exception | None]:
    """Take a body in as a hop does."""
    try:
        await ours.take(parts(data), uncounted)
    except (Undecodable, OSError) as fault:
        return ours.content(whole=False), fault
    return ours.content(whole=True), None


def writers() -> int:
    return sum(thread.name == "workbench-writer" for thread in threading.enumerate())


async def test_many_small_parts_let_others_have_their_turn() -> None:
    ours, sizes = intake(SpillFolder()), set[int]()

    async def look_on() -> None:
        while not ours.sink.complete:
            sizes.add(ours.sink.size)
            await asyncio.sleep(0)

    other = asyncio.get_running_loop().create_task(look_on())
    content, fault = await taken(ours, [b"x"] * 10_000)
    await other
    assert (content.size, content.complete, fault) == (10_000, True, None)
    assert len(sizes) > 10


async def test_a_large_body_that_makes_nothing_is_shown_as_it_came_and_whole() -> None:
    """What it is copied from is still being written when it turns out that it is to be shown."""
    folder, before = SpillFolder(), writers()
    ours = intake(folder, "gzip")
    content, fault = await taken(ours, [NAMELESS, *[b"a" * MEGABYTE] * 20])
    assert isinstance(fault, Undecodable) and (content.complete, content.raw) == (True, None)
    assert content.size == 20 * MEGABYTE + len(NAMELESS) and content.path is not None
    assert content.path.read_bytes() == NAMELESS + b"a" * 20 * MEGABYTE
    assert writers() == before
    assert sorted(content.path.parent.glob("tmp*")) == [content.path]
    folder.remove()


class Stuck(SpillFolder):
    """A folder on a disk that takes hardly anything: pipes that nobody reads."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._place = folder
        self._ends: list[int] = []

    def new_file(self) -> tuple[Spilled, BinaryIO]:
        """Open a pipe."""
        path = self._place / f"pipe{len(self._ends)}"
        os.mkfifo(path)
        self._ends.append(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        return Spilled(path), path.open("wb", buffering=0)

    def hang_up(self) -> None:
        """Let what waits for these pipes fail."""
        for end in self._ends:
            os.close(end)


@POSIX
async def test_a_disk_too_slow_for_what_came_behind_a_fault_is_waited_for_and_what_is_cut_is_not_whole(
    tmp_path: Path,
) -> None:
    folder = Stuck(tmp_path)
    ours = intake(folder, "gzip")
    data = parts([WRONG_SUM, *[b"z" * MEGABYTE] * 100])
    reading = asyncio.get_running_loop().create_task(ours.take(data, uncounted))
    for _ in range(1000):
        await asyncio.sleep(0)
    assert not reading.done() and ours.wire_bytes < 20 * MEGABYTE
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    content = ours.content(whole=False)
    assert content.data == b"hello" and content.raw is not None
    assert 8 * MEGABYTE <= content.raw.size < ours.wire_bytes and not content.raw.complete
    folder.hang_up()


@POSIX
async def test_a_second_stop_does_not_take_what_the_first_one_keeps(tmp_path: Path) -> None:
    folder = Stuck(tmp_path)
    ours = intake(folder)
    reading = asyncio.get_running_loop().create_task(ours.take(parts([b"z" * MEGABYTE] * 100), uncounted))
    for _ in range(1000):
        await asyncio.sleep(0)
    for _ in range(3):  # the second one comes while the disk is given its last moment
        reading.cancel()
        await asyncio.sleep(0)
    with pytest.raises(asyncio.CancelledError):
        await reading
    content = ours.content(whole=False)
    assert content.size >= 8 * MEGABYTE and not content.complete and ours.sink.complete
    folder.hang_up()


async def test_a_copy_that_finds_no_room_is_gone_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    text, target = os.urandom(9 * MEGABYTE), tmp_path / "out.bin"
    ours = intake(SpillFolder(), "gzip", target)
    content, fault = await taken(ours, _split(gzip.compress(text, 1)))
    assert (fault, content.complete, content.raw) == (None, True, None)
    assert target.read_bytes() == text
    assert [note for note in ours.notes if "not kept beside what it unpacks to" in note and str(tmp_path) in note]


async def test_a_fault_behind_a_copy_that_found_no_room_keeps_what_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    packed = gzip.compress(os.urandom(9 * MEGABYTE), 1)[:-8] + bytes(8)
    content, fault = await taken(intake(SpillFolder(), "gzip", tmp_path / "out.bin"), _split(packed))
    assert isinstance(fault, Undecodable) and (content.complete, content.raw) == (False, None)
    assert content.size > 8 * MEGABYTE


def _split(data: bytes) -> list[bytes]:
    return [data[start : start + MEGABYTE] for start in range(0, len(data), MEGABYTE)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
async def test_a_body_that_could_not_be_written_is_not_whole() -> None:
    content, fault = await taken(intake(SpillFolder(), save_to=Path("/dev/full")), [b"abc"])
    assert isinstance(fault, OSError) and (content.size, content.complete) == (3, False)


@POSIX
async def test_a_pipe_without_a_reader_is_waited_for_and_holds_up_nobody_else(tmp_path: Path) -> None:
    pipe, told = tmp_path / "pipe", asyncio.Event()
    os.mkfifo(pipe)
    ours = intake(SpillFolder(), save_to=pipe)
    reading = asyncio.get_running_loop().create_task(ours.take(parts([b"abc"]), lambda _: told.set()))
    await told.wait()
    assert not reading.done()
    with pipe.open("rb") as reader:
        await reading
        assert reader.read() == b"abc"
    assert ours.content(whole=True).complete


@POSIX
async def test_a_stop_does_not_wait_for_a_pipe_s_reader(tmp_path: Path) -> None:
    pipe, told = tmp_path / "pipe", asyncio.Event()
    os.mkfifo(pipe)
    ours = intake(SpillFolder(), save_to=pipe)
    reading = asyncio.get_running_loop().create_task(ours.take(parts([b"abc"]), lambda _: told.set()))
    await told.wait()
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    content = ours.content(whole=False)
    assert (content.data, content.complete) == (b"abc", False)
    os.close(os.open(pipe, os.O_RDONLY))  # lets the thread go that opens it
