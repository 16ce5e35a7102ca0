import pytest
from rich.segment import Segment
from textual.color import Color

from workbench.terminal.control_filter import ControlFilter

BLACK = Color(0, 0, 0)


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x07b", "\x9b31m", "\u202eevil", "\u200bx", "\r"])
def test_nothing_that_commands_a_terminal_gets_through(text: str) -> None:
    line = [Segment("before "), Segment(text), Segment(" after")]
    drawn = "".join(segment.text for segment in ControlFilter().apply(line, BLACK))
    assert not [sign for sign in drawn if ord(sign) < 32 or 0x7F <= ord(sign) < 0xA0 or sign in "\u202e\u200b"]


def test_a_line_keeps_its_width() -> None:
    line = [Segment("ab\x1b[2Jcd"), Segment("│ end │")]
    width = Segment.get_line_length(line)
    assert Segment.get_line_length(ControlFilter().apply(line, BLACK)) == width


@pytest.mark.parametrize("text", ["plain", "┌─ box ─┐", "日本 ü"])
def test_an_ordinary_line_is_left_as_it_is(text: str) -> None:
    line = [Segment(text)]
    assert ControlFilter().apply(line, BLACK) is line
