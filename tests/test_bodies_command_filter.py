import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from workbench.bodies import command_filter, workshop
from workbench.bodies.source import Source
from workbench.bodies.workshop import Outcome, Task

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a POSIX shell"),
]
PATIENCE = 30.0


def begun(command: str, body: bytes, limit: int | None = None) -> tuple[workshop.Work, threading.Event, list[Outcome]]:
    outcomes: list[Outcome] = []
    over = threading.Event()

    def done(outcome: Outcome) -> None:
        outcomes.append(outcome)
        over.set()

    arguments: dict[str, str | int] = {"command": command} | ({} if limit is None else {"limit": limit})
    task = Task(module="workbench.bodies.command_filter", arguments=dict(arguments))
    return workshop.start(task, Source(body), lambda _: None, done), over, outcomes


def came(command: str, body: bytes = b"", limit: int | None = None) -> Outcome:
    _, over, outcomes = begun(command, body, limit)
    assert over.wait(PATIENCE)
    return outcomes[0]


def text(outcome: Outcome) -> str:
    assert outcome.source is not None, outcome.fault
    return outcome.source.read(0, len(outcome.source)).decode()


def test_a_command_gets_the_body_and_what_it_writes_is_the_result() -> None:
    outcome = came("tr a-z A-Z | sort", b"b\na\n")
    assert (text(outcome), outcome.notes) == ("A\nB\n", ())


def test_json_that_it_writes_is_laid_out() -> None:
    assert text(came("cat", b'{"a":1.10,"b":[]}')) == '{\n  "a": 1.10,\n  "b": []\n}'


def test_what_only_looks_like_json_stays_as_it_was_written() -> None:
    assert text(came("cat", b"{not json}\n")) == "{not json}\n"


def test_a_status_and_words_on_stderr_are_told_above_what_it_wrote() -> None:
    outcome = came("echo out; printf 'no\\033[31m way\\n' >&2; exit 3")
    assert text(outcome) == "out\n"
    assert outcome.notes == ("it ended with status 3; what it wrote is below", "it says: no^[[31m way")


def test_a_command_that_is_not_there_is_said_to_be_missing() -> None:
    outcome = came("no-such-program-anywhere")
    assert outcome.source is None
    assert "no-such-program-anywhere" in outcome.fault
    assert "not found" in outcome.fault


def test_more_than_the_limit_is_cut_and_that_is_told() -> None:
    outcome = came("yes", limit=1_000_000)
    assert len(text(outcome)) == 1_000_000
    assert outcome.notes[0] == "the command was stopped: its output is more than 1.0 MB, this is its beginning"


def test_a_command_may_leave_most_of_a_body_unread() -> None:
    assert text(came("head -c 3", b"x" * 5_000_000)) == "xxx"


def test_nothing_of_the_body_and_nothing_written_is_an_empty_result() -> None:
    assert text(came("true", b"x")) == ""


def test_a_command_has_no_terminal_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_TOKEN", "DB_PASSWORD", "WB_PASSPHRASE", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY"):
        monkeypatch.setenv(name, "s3cret")
    monkeypatch.setenv("PLAIN", "here")
    said = text(came("(: </dev/tty) 2>/dev/null && echo A-TERMINAL-IS-THERE; env"))
    assert "s3cret" not in said
    assert "A-TERMINAL" not in said
    assert "PLAIN=here" in said


@pytest.mark.parametrize(
    ("name", "stays"),
    [
        ("PATH", True),
        ("HOME", True),
        ("SSH_AUTH_SOCK", True),
        ("KEYMAP", True),
        ("GITHUB_TOKEN", False),
        ("PGPASSWORD", False),
        ("SESSION_ID", False),
        ("SSHPASS_PASSWD", False),
        ("OPENAI_API_KEY", False),
        ("NPM_AUTH", False),
        ("PRIVATE_THING", False),
    ],
)
def test_a_name_decides_what_a_command_is_given(name: str, stays: bool) -> None:
    assert (name in command_filter.environment({name: "x"})) is stays


def _alive(process: int) -> bool:
    said = subprocess.run(("ps", "-o", "stat=", "-p", str(process)), capture_output=True, text=True, check=False)
    return said.stdout.strip()[:1] not in ("", "Z")


def test_cancelling_ends_the_command_and_all_it_started(tmp_path: Path) -> None:
    noted = tmp_path / "pids"
    work, over, outcomes = begun(f"sleep 600 & echo $! $$ >{noted}.new; mv {noted}.new {noted}; sleep 600 | cat", b"")
    end = time.monotonic() + PATIENCE
    while not noted.exists():
        assert time.monotonic() < end
        os.sched_yield() if hasattr(os, "sched_yield") else None
    processes = [int(number) for number in noted.read_text().split()]
    work.cancel()
    assert over.wait(PATIENCE)
    assert outcomes[0].cancelled
    while any(map(_alive, processes)):
        assert time.monotonic() < end
