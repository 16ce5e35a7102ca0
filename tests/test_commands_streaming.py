"""`workbench send` writes a body as it arrives, and says what became of a reader, a disk and a ^C on the way."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import cli
from tests.arriving import chunked, served, whole
from tests.lab import Watch
from tests.packed import PACKED
from workbench.commands.faults import CommandError
from workbench.commands.streaming import Stream
from workbench.demo.lab import Lab
from workbench.engine.body import IN_MEMORY, Sink, SpillFolder
from workbench.models import Arriving, Response

SECONDS = 20.0
EVENTS = "Content-Type: text/event-stream"
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX system")
pytestmark = posix


def arguments(url: str, *more: str) -> list[str]:
    return [*cli.COMMAND, "send", url, "--resolve", "peer.demo.test=127.0.0.1", *more]


@contextmanager
def sending(lab: Lab, url: str, stdout: int, stderr: int) -> Iterator[subprocess.Popen[bytes]]:
    call = arguments(url)
    with subprocess.Popen(call, stdout=stdout, stderr=stderr, env=cli.environment(lab.home), cwd=cli.ROOT) as running:
        try:
            yield running
        finally:
            running.kill()


def until(descriptor: int, holds: Callable[[bytes], bool]) -> bytes:
    """Read until what came is enough."""
    came = b""
    while not holds(came):
        ready, _, _ = select.select([descriptor], [], [], SECONDS)
        assert ready, came
        part = os.read(descriptor, 65536)
        assert part, came
        came += part
    return came


@pytest.mark.slow
@pytest.mark.parametrize("way", ["http", "https"])
def test_a_pipe_gets_the_exact_bytes_as_they_arrive(lab: Lab, tmp_path: Path, way: str) -> None:
    pieces, gates = [b"data: \x1b[2J\xff\n\n", b"data: 2\n\n"], [threading.Event(), threading.Event()]
    with (
        served(lab, tmp_path, way, chunked(pieces, EVENTS, gates=gates)) as url,
        sending(lab, url, subprocess.PIPE, subprocess.PIPE) as running,
    ):
        assert running.stdout is not None
        assert until(running.stdout.fileno(), lambda came: len(came) == len(pieces[0])) == pieces[0]
        for gate in gates:
            gate.set()
        out, err = running.communicate(timeout=SECONDS)
    assert (running.returncode, out) == (0, pieces[1])
    assert err.decode().startswith("200")


@pytest.mark.slow
def test_a_terminal_gets_visible_text_as_it_arrives(lab: Lab, tmp_path: Path) -> None:
    euro = "€".encode()
    pieces, gates = [b"data: \x1b[2J " + euro[:2], euro[2:] + b" paid\n"], [threading.Event(), threading.Event()]
    terminal, its_side = os.openpty()
    with (
        served(lab, tmp_path, "http", chunked(pieces, EVENTS, gates=gates)) as url,
        sending(lab, url, its_side, its_side) as running,
    ):
        assert until(terminal, lambda came: b"data" in came) == b"data: ^[[2J "
        gates[0].set()
        assert "€ paid".encode() in until(terminal, lambda came: b"paid" in came)
        gates[1].set()
        assert running.wait(SECONDS) == 0
    os.close(its_side)
    os.close(terminal)


@pytest.mark.slow
def test_ctrl_c_ends_a_stream_with_what_came_and_says_so(lab: Lab, tmp_path: Path) -> None:
    gates = [threading.Event()]
    with served(lab, tmp_path, "http", chunked([b"data: 1\n\n"], EVENTS, gates=gates)) as url:
        with sending(lab, url, subprocess.PIPE, subprocess.PIPE) as running:
            assert running.stdout is not None
            until(running.stdout.fileno(), lambda came: b"data: 1" in came)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=SECONDS)
        gates[0].set()
    assert (running.returncode, out) == (130, b"")
    assert "Stopped by you." in err.decode()


@pytest.mark.slow
def test_a_reader_that_leaves_an_endless_stream_ends_it_in_words(lab: Lab) -> None:
    url = lab.url("http", "/events?count=1000000&every=0.01")
    with sending(lab, url, subprocess.PIPE, subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.wait(SECONDS) == 0
        assert "Nobody reads stdout any more: the answer was stopped after" in running.stderr.read().decode()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_stdout_ends_an_endless_stream(lab: Lab) -> None:
    url = lab.url("http", "/events?count=1000000&every=0.01")
    with Path("/dev/full").open("wb") as full, sending(lab, url, full.fileno(), subprocess.PIPE) as running:
        assert running.stderr is not None
        assert running.wait(SECONDS) == 2
        assert "stdout cannot be written: No space left on device." in running.stderr.read().decode()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_a_file_is_said_by_its_name(lab: Lab) -> None:
    ended = cli.inside("send", lab.url("http", "/big?megabytes=2"), "-o", "/dev/full", home=lab.home)
    assert ended.status == 2
    assert "could not be written any further to /dev/full: no space left on device." in ended.err


def test_a_file_that_cannot_be_written_is_found_before_anything_is_sent(lab: Lab, tmp_path: Path, seen: Watch) -> None:
    program = tmp_path / "sleep"
    shutil.copy(shutil.which("sleep") or "/bin/sleep", program)
    with subprocess.Popen([str(program), "60"]) as running:
        busy = cli.inside("send", lab.url("http"), "-o", str(program), home=lab.home)
        running.kill()
    nowhere = cli.inside("send", lab.url("http"), "-o", str(tmp_path / "no" / "file"), home=lab.home)
    assert (busy.status, nowhere.status) == (2, 2)
    assert "cannot be written: text file busy" in busy.err
    assert not seen.connections()


async def test_a_body_whose_file_was_removed_is_not_taken_for_one_that_ended(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    sink, stops = Sink(SpillFolder()), list[None]()
    sink.add(bytes(IN_MEMORY + 1))
    await sink.finish()
    sink.discard()
    response = Response(status=200, reason="", http_version="")
    with pytest.raises(CommandError, match=r"stdout got 1\.0 MB of 8\.4 MB"):
        Stream().pour(Arriving(hop=0, response=response, body=sink), lambda: stops.append(None))
    assert stops and len(capsysbinary.readouterr().out) == 1024 * 1024  # the first MiB stays in memory


@pytest.mark.slow
def test_ctrl_c_while_stdout_is_written_keeps_what_came(lab: Lab, tmp_path: Path) -> None:
    """Nobody reads: the ^C meets the program in the middle of a write."""
    har = tmp_path / "kept.har"
    gates = [threading.Event()]
    talk = chunked([b"x" * 20_000_000], gates=gates)
    with served(lab, tmp_path, "http", talk) as url:
        call = arguments(url, "--har", str(har))
        with subprocess.Popen(
            call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=cli.environment(lab.home)
        ) as running:
            assert running.stdout is not None
            select.select([running.stdout], [], [], SECONDS)
            running.send_signal(signal.SIGINT)
            running.communicate(timeout=SECONDS)
        gates[0].set()
    (entry,) = json.loads(har.read_text())["log"]["entries"]
    assert running.returncode == 130
    assert entry["response"]["content"]["size"] > 0


@pytest.mark.parametrize("coding", sorted(PACKED))
def test_a_packed_body_comes_out_unpacked_and_a_wrong_one_as_it_came(lab: Lab, tmp_path: Path, coding: str) -> None:
    text = b"some text\n" * 1000
    for sent, status in ((PACKED[coding](text), 0), (text, 5)):
        with served(lab, tmp_path, "http", whole(sent, f"Content-Encoding: {coding}")) as url:
            ended = cli.inside(*arguments(url)[len(cli.COMMAND) :], home=lab.home)
        assert (ended.status, ended.out) == (status, text), ended.err
