"""Work in a process of its own: its result, its refusals, and its end."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from queue import SimpleQueue

import pytest

from workbench.bodies import workshop
from workbench.bodies.job import Fact
from workbench.bodies.source import Source
from workbench.bodies.workshop import Outcome, Task

JSON: dict[str, Fact] = {"kind": "json", "charset": "", "start": 0, "boundary": ""}
LAYING_OUT = Task(module="workbench.bodies.pretty", arguments=JSON)
FOR_EVER: dict[str, Fact] = {
    "needle": "(a+)+b",
    "regex": True,
    "start": 0,
    "charset": "utf-8",
    "newline": "\n",
    "mark": 0,
}
SEEKING = Task(module="workbench.bodies.seeking", arguments=FOR_EVER)


def outcome(task: Task, source: Source) -> Outcome:
    came: SimpleQueue[Outcome] = SimpleQueue()
    workshop.start(task, source, lambda _: None, came.put)
    return came.get(timeout=30)


def test_a_body_in_memory_in_a_file_and_in_one_without_a_name_is_laid_out(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"[1]")
    with path.open("rb") as file:
        nameless = Source.of_file(file)
    for source in (Source(b"[1]"), Source(b"[1]", path), nameless):
        done = outcome(LAYING_OUT, source)
        assert done.source is not None and done.source.read(0, 99) == b"[\n  1\n]"


def test_a_refusal_says_why_and_where() -> None:
    done = outcome(LAYING_OUT, Source(b"[1,\n2 3]"))
    assert (done.source, done.fault, done.offset) == (
        None,
        "line 2, byte 6: a comma or a closing bracket is missing",
        6,
    )


def test_where_nothing_can_be_written_that_is_what_comes_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    assert outcome(LAYING_OUT, Source(b"[1]")).fault == "no process could do it: No such file or directory"


def test_remarks_stand_above_the_result() -> None:
    assert outcome(LAYING_OUT, Source(b"[1] [2]")).notes == ("2 JSON documents, one after another",)


def test_a_child_that_fails_says_only_that() -> None:
    done = outcome(Task(module="workbench.bodies.nothing"), Source(b"secret"))
    assert done.source is None and done.fault == "the process at work on it ended with status 1"


@pytest.mark.slow
def test_what_says_nothing_for_long_is_given_up() -> None:
    task = Task(module=SEEKING.module, arguments=FOR_EVER, patience=0.3)
    assert outcome(task, Source(b"a" * 60)).fault == "stopped after 0.3 s without getting further"


@pytest.mark.slow
def test_what_is_cancelled_is_told_to_be_and_its_process_is_gone() -> None:
    came: SimpleQueue[Outcome] = SimpleQueue()
    said: SimpleQueue[Mapping[str, Fact]] = SimpleQueue()
    big = Source(b"[" + b"1," * 5_000_000 + b"1]")
    work = workshop.start(LAYING_OUT, big, said.put, came.put)
    said.get(timeout=30)
    work.cancel()
    assert came.get(timeout=30) == Outcome(cancelled=True)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no signals of that kind there")
def test_a_child_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    body = tmp_path / "body"
    body.write_bytes(b"[" + b"1," * 30_000_000 + b"1]")
    program = (
        "import sys, os, pathlib\n"
        "from workbench.bodies import workshop\n"
        "from workbench.bodies.source import Source\n"
        "from workbench.models import Content\n"
        f"task = workshop.Task(module='workbench.bodies.pretty', arguments={JSON!r})\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "content = Content(size=path.stat().st_size, path=path)\n"
        "tell = lambda fact: print(work._process.pid, flush=True)\n"
        "work = workshop.start(task, Source.of(content), tell, print)\n"
        "import threading; threading.Event().wait()\n"
    )
    command = (sys.executable, "-c", program, str(body))
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
    gone = os.pidfd_open(child) if hasattr(os, "pidfd_open") and Path(f"/proc/{child}").exists() else None
    if gone is not None:
        import select

        ready, _, _ = select.select([gone], [], [], 10)
        os.close(gone)
        assert ready
