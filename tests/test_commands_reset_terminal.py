import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import cli

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")


def test_modes_and_line_discipline_are_put_right() -> None:
    import termios

    terminal, its_side = os.openpty()
    modes = termios.tcgetattr(its_side)
    modes[3] &= ~(termios.ECHO | termios.ICANON | termios.ISIG)
    modes[1] &= ~termios.OPOST
    termios.tcsetattr(its_side, termios.TCSANOW, modes)
    ended = subprocess.run([*cli.COMMAND, "--reset-terminal"], stderr=its_side, cwd=cli.ROOT, check=False)
    after = termios.tcgetattr(its_side)
    written = os.read(terminal, 4096)
    os.close(terminal)
    os.close(its_side)
    assert ended.returncode == 0
    for sequence in (b"\x1b[?1049l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[?25h"):
        assert sequence in written
    assert after[3] & termios.ECHO
    assert after[3] & termios.ICANON
    assert after[1] & termios.OPOST


def test_without_a_terminal_there_is_nothing_to_reset(tmp_path: Path) -> None:
    ended = cli.inside("--reset-terminal", home=tmp_path)
    assert (ended.status, ended.out) == (2, b"")
    assert "no terminal" in ended.err
