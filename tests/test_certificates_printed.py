import os
import shlex
import sys
import threading
import time
import traceback
from pathlib import Path

import pytest

from workbench.certificates import printed
from workbench.certificates.printed import CommandFault, Halt

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands of these tests are a Unix shell's")
SECRET = "correct horse"


def read(command: str, time_limit: float = 10.0) -> str:
    return printed.read(command, Halt(), time_limit=time_limit)


@pytest.mark.parametrize(
    ("command", "first"),
    [
        ("printf 'correct horse\\n'", SECRET),
        ("printf 'correct horse'", SECRET),
        (r"printf 'correct horse\r\nlogin: alice\r\n'", SECRET),
        ("printf ' blanks stay \\nx'", " blanks stay "),
        ('echo "two words" \\| wc', "two words | wc"),
        ("echo $WORKBENCH_TEST ${WORKBENCH_TEST} $NO_SUCH_NAME '*' ';'", "here here $NO_SUCH_NAME * ;"),
    ],
)
def test_the_first_line_is_the_passphrase_and_no_shell_reads_the_command(
    command: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_TEST", "here")
    assert read(command) == first


def test_a_tilde_stands_for_the_home_folder_as_in_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "word").write_text(SECRET)
    assert read("cat ~/word") == SECRET


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("no-such-command-at-all x", "was not found: no-such-command-at-all. Install it"),
        ("/etc/passwd", "cannot be run (Permission denied)"),
        ("sh -c 'exit 3'", "failed with exit status 3. Try it in a terminal: sh -c 'exit 3'"),
        ("sh -c 'echo one >&2; printf \"two\\033[2J\\n\" >&2; exit 1'", 'and said "two^[[2J"'),
        ("sh -c 'kill -15 $$'", "was ended by signal 15"),
        ("true", "printed nothing. Its first line has to be the passphrase"),
        ("printf '\\nsecond'", "printed nothing"),
        ("yes", "printed more than 64 KiB and was stopped"),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do(command: str, says: str) -> None:
    with pytest.raises(CommandFault) as caught:
        read(command)
    assert says in str(caught.value)


@pytest.mark.parametrize("command", ["", "   ", "pass 'show", 'pass "', "pass \\", "''", "pass \0"])
def test_a_command_that_is_none_is_refused_without_being_run(command: str) -> None:
    with pytest.raises(CommandFault, match="expected"):
        printed.words(command)


def test_what_it_printed_is_never_in_a_fault(tmp_path: Path) -> None:
    with pytest.raises(CommandFault) as caught:
        read(f"sh -c 'echo {SECRET}-hidden | tr a-z A-Z; exit 1'")
    told = "".join(traceback.format_exception(caught.value))
    assert "CORRECT HORSE-HIDDEN" not in told
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_of_a_long_complaint_only_a_line_is_shown() -> None:
    with pytest.raises(CommandFault) as caught:
        read("sh -c 'yes | head -c 100000 | tr -d \"\\\\n\" >&2; exit 1'")
    assert len(str(caught.value)) < 500


def test_it_has_no_terminal_to_read_from_or_to_draw_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPG_TTY", "/dev/pts/1")
    script = 't=no; (exec </dev/tty) 2>/dev/null && t=yes; read line; echo "$t ${GPG_TTY-none} [$line]"'
    assert read(f"sh -c {shlex.quote(script)}") == "no none []"


def running(mark: str) -> bool:
    """Tell whether a process with this word in its command line runs."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                return True
        except OSError:
            continue
    return False


def until_gone(mark: str) -> None:
    end = time.monotonic() + 5
    while running(mark):
        assert time.monotonic() < end, "it still runs"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc here")
@pytest.mark.parametrize("how", ["the time is over", "stopped", "stopped before it began", "too much"])
def test_it_is_killed_with_all_it_started(how: str, tmp_path: Path) -> None:
    mark = f"workbench-{os.getpid()}-{tmp_path.name}"
    more = "cat /dev/zero" if how == "too much" else "sleep 60"
    script = f"sh -c 'sleep 60; : ' {mark} & {more}; :"
    command, halt = f"sh -c {shlex.quote(script)} {mark}", Halt()
    if how == "stopped":
        threading.Timer(0.1, halt.stop).start()
    elif how == "stopped before it began":
        halt.stop()
    began = time.monotonic()
    with pytest.raises(CommandFault) as caught:
        printed.read(command, halt, time_limit=0.2 if how == "the time is over" else 30)
    assert time.monotonic() - began < 5
    words = {"the time is over": "did not end within 0.2 s and was stopped", "too much": "more than 64 KiB"}
    assert words.get(how, "was stopped before it had ended") in str(caught.value)
    until_gone(mark)


@pytest.mark.slow
def test_what_it_leaves_in_the_background_is_not_waited_for() -> None:
    began = time.monotonic()
    assert read("sh -c 'echo ready; sleep 5 &'", time_limit=30) == "ready"
    assert time.monotonic() - began < 4


def test_words_split_as_in_a_posix_shell() -> None:
    assert printed.words("pass  show 'work/al ice' \"b c\" d\\ e # f") == [
        *["pass", "show", "work/al ice", "b c", "d e", "#", "f"]
    ]


def test_on_windows_a_backslash_is_a_part_of_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert printed.words(r'C:\Tools\op.exe read "op://work/al ice"') == [r"C:\Tools\op.exe", "read", "op://work/al ice"]


@pytest.mark.skipif(not hasattr(os, "getsid"), reason="sessions are of POSIX")
def test_it_leads_a_session_of_its_own() -> None:
    script = "import os; print(os.getsid(0) == os.getpid())"
    assert printed.read(f"{shlex.quote(sys.executable)} -c {shlex.quote(script)}", Halt()) == "True"
