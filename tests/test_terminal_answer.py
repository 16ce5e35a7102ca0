"""An answer handed to others, in a bare pty: a pager, an editor, a file; the screen is ours again afterwards."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal import Pty, command, in_pty, needs_pty
from workbench.demo.lab import Lab

pytestmark = [needs_pty, pytest.mark.slow]
LOOKS = """#!/bin/sh
for last; do :; done
cp "$last" "{seen}/copy"
ls -ld "$last" "$(dirname "$last")" >"{seen}/modes"
echo "$last" >"{seen}/path"
echo "$@" >"{seen}/arguments"
env >"{seen}/environment"
printf 'changed by the editor' >"$last"
printf 'THE OTHER PROGRAM'
read answer </dev/tty
exit {status}
"""


def program(folder: Path, name: str, *, status: int = 0) -> Path:
    """Make a program that notes what it was given, says that it is there, and waits for Enter."""
    path = folder / name
    path.write_text(LOOKS.format(seen=folder, status=status))
    path.chmod(0o700)
    return path


@contextmanager
def answered(
    lab: Lab, home: Path, path: str = "/echo", shows: str = "Pretty JSON", **environment: str
) -> Iterator[Pty]:
    """Run the app with an answer on its screen, the focus in its body."""
    for request in (home / "requests").iterdir():
        request.unlink()
    (home / "requests" / "one.toml").write_text(f'name = "one"\nmethod = "GET"\nurl = "{lab.url("echo", path)}"\n')
    with in_pty(command(home), (80, 24), TMUX="", **environment) as app:
        app.until_shown("Enter Load")
        app.press(b"s")
        app.until_shown(shows)
        app.press(b"\x0f")
        app.until_shown("r Response")
        app.press(b"r")
        app.until_shown("y Copy")
        yield app


@pytest.mark.parametrize(
    ("variable", "key", "said"), [("PAGER", b"V", "The pager got"), ("VISUAL", b"O", "The editor")]
)
def test_the_bytes_go_to_a_program_in_a_private_file_that_is_gone_afterwards(
    lab: Lab, lab_home: Path, tmp_path: Path, variable: str, key: bytes, said: str
) -> None:
    call = program(tmp_path, "looks")
    with answered(lab, lab_home, **{variable: f"{call} --flag"}) as app:
        app.press(key)
        app.until(b"THE OTHER PROGRAM")
        path = Path((tmp_path / "path").read_text().strip())
        assert (tmp_path / "copy").read_bytes().startswith(b"{")
        assert sorted(line[:10] for line in (tmp_path / "modes").read_text().splitlines()) == [
            "-rw-------",
            "drwx------",
        ]
        assert (tmp_path / "arguments").read_text().startswith("--flag ")
        app.press(b"\r")
        app.until_shown(said)
        assert not path.parent.exists()
        app.until_shown("Pretty JSON")
        assert "changed by the editor" not in app.screen()
        app.press(b"\x11")
        assert app.status() == 0


def test_less_is_kept_from_passing_escape_sequences_on(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    program(tmp_path, "less")
    with answered(lab, lab_home, PAGER=f"{tmp_path / 'less'} -R", LESS="-R", LESSOPEN="|reads-first %s") as app:
        app.press(b"V")
        app.until(b"THE OTHER PROGRAM")
        assert (tmp_path / "arguments").read_text().startswith("-R -+R -+r ")
        environment = (tmp_path / "environment").read_text()
        assert "reads-first" not in environment and "LESS=-R" in environment
        app.press(b"\r")
        app.until_shown("The pager got")


@pytest.mark.parametrize(
    ("pager", "said"),
    [("no-such-pager", "PAGER: no-such-pager is not there to be run"), ("{folder}/fails", "fails ended with status 3")],
)
def test_a_program_that_is_missing_or_fails_is_said_to(
    lab: Lab, lab_home: Path, tmp_path: Path, pager: str, said: str
) -> None:
    program(tmp_path, "fails", status=3)
    with answered(lab, lab_home, PAGER=pager.format(folder=tmp_path)) as app:
        app.press(b"V")
        if "fails" in pager:
            app.until(b"THE OTHER PROGRAM")
            app.press(b"\r")
        app.until_shown(said)
        app.until_shown("Pretty JSON")


def test_a_pager_that_gets_a_body_that_was_cut_off_is_not_said_to_have_got_all(
    lab: Lab, lab_home: Path, tmp_path: Path
) -> None:
    program(tmp_path, "looks")
    with answered(lab, lab_home, "/hostile/short", "not all of the body", PAGER=str(tmp_path / "looks")) as app:
        app.press(b"V")
        app.until(b"THE OTHER PROGRAM")
        app.press(b"\r")
        app.until_shown("Not all of the body is here: 20 B arrived. The pager got")


def test_an_editor_that_did_not_wait_for_its_window_is_said_to_have_been_back_at_once(lab: Lab, lab_home: Path) -> None:
    with answered(lab, lab_home, VISUAL="true") as app:
        app.press(b"O")
        app.until_shown("The editor was back at once")


def test_an_interrupt_is_the_other_programs_own(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    path = tmp_path / "waits"
    path.write_text("#!/bin/sh\ntrap 'printf INTERRUPTED' INT\nprintf WAITING\nread a </dev/tty\nread a </dev/tty\n")
    path.chmod(0o700)
    with answered(lab, lab_home, PAGER=str(path)) as app:
        app.press(b"V")
        app.until(b"WAITING")
        app.press(b"\x03")
        app.until(b"INTERRUPTED")
        app.press(b"\r\r")
        app.until_shown("The pager got")
        app.press(b"\x11")
        assert app.status() == 0


def test_a_body_is_saved_under_a_path_that_was_completed(lab: Lab, lab_home: Path, tmp_path: Path) -> None:
    (tmp_path / "quite-a-long-name").mkdir()
    with answered(lab, lab_home, HOME=str(tmp_path)) as app:
        app.press(b"S")
        app.until_shown("b the bytes as they came")
        app.press(b"b")
        app.until_shown("Save the bytes as they came as: echo")
        app.press(b"\x15")
        app.press(b"\x1b[200~~/quite\x1b[201~")
        app.press(b"\x00")
        app.until_shown("~/quite-a-long-name/")
        app.press(b"\x1b[200~x.json\x1b[201~")
        app.until_shown("name/x.json")
        app.press(b"\r")
        app.until_shown(r"Saved the bytes as they came, .*")
    saved = tmp_path / "quite-a-long-name" / "x.json"
    assert saved.read_bytes().startswith(b"{")
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600


def test_a_copy_goes_to_the_clipboard_by_letters(lab: Lab, lab_home: Path) -> None:
    with answered(lab, lab_home) as app:
        app.press(b"j")
        app.press(b"yp")  # faster than the line with the letters can be drawn
        app.until(b"\x1b]52;c;")
        app.until_shown("Copied")
