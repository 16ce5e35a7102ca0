import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout

import pytest

from tests import cli
from workbench.commands import output
from workbench.visible import visible


def written(write: Callable[[], object], encoding: str = "utf-8") -> bytes:
    """Return what is written to stdout."""
    held = io.BytesIO()
    with redirect_stdout(io.TextIOWrapper(held, encoding=encoding)):
        write()
        return held.getvalue()


@pytest.mark.parametrize("text", ["plain", "é", "\x1b[2J\x7f\x9b", "\U0001f600", "\u202e", '"\\', "C:\\udir"])
def test_a_document_is_ascii_without_a_control_character_and_loses_nothing(text: str) -> None:
    out = written(lambda: output.document({text: [text]}))
    assert all(byte == 0x0A or 0x20 <= byte < 0x7F for byte in out)
    assert json.loads(out) == {text: [text]}


def test_half_a_surrogate_pair_is_replaced() -> None:
    out = written(lambda: output.document({"file": "caf\udce9", "pair": "\U0001f600"}))
    assert json.loads(out) == {"file": "caf\ufffd", "pair": "\U0001f600"}


def test_lines_for_people_are_visible() -> None:
    assert written(lambda: output.line("a\x1b[2J\nb")) == b"a^[[2J^Jb\n"
    assert written(lambda: output.lines("c\x1b\nd")) == b"c^[\nd\n"


@pytest.mark.parametrize(
    ("encoding", "shown"), [("ascii", b"\\u2192\n"), ("latin-1", b"\\u2192\n"), ("utf-8", b"\xe2\x86\x92\n")]
)
def test_a_terminal_that_lacks_a_character_gets_its_name(encoding: str, shown: bytes) -> None:
    assert written(lambda: output.line("→"), encoding) == shown


class _Screen(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short", "short\n"),
        (
            "The server's certificate expired on the second of May.",
            "The server's certificate expired on the\n  second of May.\n",
        ),
        (f"see https://api.example.test/{'x' * 40} there", f"see\n  https://api.example.test/{'x' * 40}\n  there\n"),
        ("a\x1b[2Jb", "a^[[2Jb\n"),
        ("", "\n"),
    ],
)
def test_a_note_on_a_terminal_breaks_between_words_only(monkeypatch: pytest.MonkeyPatch, text: str, shown: str) -> None:
    monkeypatch.setenv("COLUMNS", "42")
    for screen, expected in ((_Screen, shown), (io.TextIOWrapper, None)):
        held = io.BytesIO()
        monkeypatch.setattr("sys.stderr", screen(held, encoding="utf-8"))
        output.note(text, hang=2)
        assert held.getvalue().decode() == (expected if expected is not None else f"{visible(text)}\n")


def test_a_body_goes_out_as_it_is_where_nobody_reads_it() -> None:
    assert written(lambda: output.body([b"\x1b[2J", b"\xff\r\n"], "utf-8")) == b"\x1b[2J\xff\r\n"


@pytest.mark.parametrize(
    ("chunks", "charset", "shown"),
    [
        ([b"a\x1b[2J"], "utf-8", "a^[[2J\n"),
        ([b"a\r", b"\nb\n"], "utf-8", "a\nb\n"),
        ([b"a\r"], "utf-8", "a^M\n"),
        ([b"\xc3", b"\xa9\xff"], "utf-8", "é\\xff\n"),
        ([b"\xe9"], "latin-1", "é\n"),
        ([], "utf-8", ""),
    ],
)
def test_a_body_on_a_terminal_is_visible_and_ends_its_line(
    chunks: list[bytes], charset: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "to_terminal", lambda: True)
    assert written(lambda: output.body(chunks, charset)).decode() == shown


def test_a_closed_stdout_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    output.line("nobody")
    output.document({})
    output.body([b"nothing"], "utf-8")
    assert not output.to_terminal()


@pytest.mark.skipif(sys.platform == "win32", reason="closes a pipe the POSIX way")
def test_a_reader_that_is_gone_from_the_start_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    ended = subprocess.run([*cli.COMMAND, "--help"], stdout=writing, stderr=subprocess.PIPE, cwd=cli.ROOT, check=False)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")
