"""`workbench --reset-terminal`: put a terminal right that a lost session left in a mess."""

from __future__ import annotations

import sys

from workbench.commands import output, statuses
from workbench.commands.faults import CommandError

SEQUENCE = "".join(
    (
        "\x1b7",  # a terminal that is on its first screen already keeps its cursor where it is
        "\x1b[?1049l",  # back to the first screen
        "\x1b7\x1b[r\x1b8"  # the whole screen scrolls, and the cursor stays
        "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l",  # mouse
        "\x1b[?1004l\x1b[?2004l\x1b[?2026l\x1b[?2048l",  # focus, paste brackets, held frames, size reports
        "\x1b[<u\x1b[>4;0m",  # kitty's and xterm's extended keys
        "\x1b[?1l\x1b>\x1b[4l\x1b[?7h",  # cursor keys, keypad, insert mode, line wrap
        "\x1b(B\x0f\x1b[0m\x1b[?25h",  # character set, colours, cursor
    )
)


def run() -> int:
    """Write the sequence to the terminal of stderr or stdout and restore its line discipline."""
    stream = next((out for out in (sys.stderr, sys.stdout) if out is not None and out.isatty()), None)
    if stream is None:
        raise CommandError("usage", "There is no terminal to reset: stdout and stderr are not terminals.")
    stream.write(SEQUENCE)
    stream.flush()
    _restore_line_discipline(stream.fileno())
    output.note("The terminal is reset.")
    return statuses.DONE


if sys.platform == "win32":

    def _restore_line_discipline(descriptor: int) -> None:
        """Do nothing: a Windows console's modes end with the program that set them."""

else:
    import termios

    def _restore_line_discipline(descriptor: int) -> None:
        """Do what `stty sane` does for lines typed, lines written and the keys that interrupt."""
        modes = termios.tcgetattr(descriptor)
        modes[0] |= termios.BRKINT | termios.ICRNL | termios.IXON
        modes[1] |= termios.OPOST | termios.ONLCR
        modes[3] |= termios.ECHO | termios.ECHOE | termios.ECHOK | termios.ICANON | termios.ISIG | termios.IEXTEN
        termios.tcsetattr(descriptor, termios.TCSADRAIN, modes)
