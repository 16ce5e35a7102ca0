"""Whatever is written, the terminal looks as if every byte of it had been sent, and mostly few were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cell_screen import CellScreen
from tests.examples import examples
from workbench.terminal import clipboard
from workbench.terminal.cells import Cells

SIZES = ((24, 8), (30, 6), (17, 9))
START = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J"
LOOKS = (
    "1", "2", "1;2", "7", "4;31", "3;9", "5", "38;5;117;48;5;236", "1;38;5;250;48;5;236", "48;5;236", "44", "2;97;100",
    "38;2;1;2;3;48;2;4;5;6", "38;2;1;2;3", "53", "21", "8", "7;38;5;117;48;5;236", "0;35", "22;24;34",
)  # fmt: skip
WORDS = (
    "a",
    " ",
    "   ",
    "word",
    "two words",
    "│",
    "─┐",
    "漢字",
    "한글 x",
    "e\u0301",
    "🎉",
    "👩‍🔬",
    "✔\ufe0f",
    "ﺵ",
    "\u200bx",
)
OTHERS = (
    "\x07", "\x1b[?25h", "\x1b[?1000h", "\x1b]52;c;aGk=\x07", "\x1b]22;pointer\x07", "\x1b[2J", "\x1b[K", "\x1b[3A",
    "\x1b[2C", "\r", "\x1b[?2026h", "\x1b[?2026l", "\x1b[1m", "\x1b[0m", "loose", "漢", "\x1b[1;31mloose\x1b[0m", "\n",
    "\x1b[H", "\x1b[4H", "\x1b[2L", "\x1b[>25u", "\x1bP\x1b]52;c;aG\x1b\\\x1bPk=\x07\x1b\\",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Pieces at places, as the compositor writes them; the last place is the cursor's."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens besides frames: "taken" by the line, "forgotten", or resized to a size."""

    what: str = ""
    size: tuple[int, int] = SIZES[0]


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """Draw a piece of text in a style, rarely with a link."""
    text = draw(st.sampled_from(WORDS))
    codes = draw(st.sampled_from(("", *LOOKS)))
    styled = f"\x1b[{codes}m{text}\x1b[0m" if codes else text
    return f"\x1b]8;id=7;http://a\x1b\\{styled}\x1b]8;;\x1b\\" if draw(st.integers(0, 9)) == 0 else styled


@st.composite
def regions(draw: st.DrawFn) -> Frame:
    """Draw a region of lines, somewhere; seldom over the edge."""
    x, y = draw(st.integers(1, 28)), draw(st.integers(1, 9))
    lines = draw(st.lists(st.lists(pieces(), min_size=1, max_size=3), min_size=1, max_size=4))
    text = "\n".join(f"\x1b[{y + at};{x}H{''.join(line)}" for at, line in enumerate(lines))
    return Frame(text=f"{text}\x1b[{draw(st.integers(1, 8))};{draw(st.integers(1, 17))}H")


@st.composite
def scrolls(draw: st.DrawFn) -> Frame:
    """Draw a pane of a document that is the same each time, from one of its lines on."""
    first, top = draw(st.integers(0, 12)), draw(st.integers(1, 3))
    rows = [
        f"\x1b[{top + at};1H\x1b[38;5;117;48;5;236m│\x1b[0m\x1b[3{(first + at) % 8}m{_line(first + at):<13}\x1b[0m│"
        for at in range(5)
    ]
    return Frame(text="\n".join(rows) + "\x1b[1;1H")


def _line(number: int) -> str:
    return f"{number * 7919 % 1000} line"[: 4 + number * 5 % 9]


@st.composite
def steps(draw: st.DrawFn) -> Frame | Step:
    kind = draw(st.integers(0, 20))
    if kind < 8:
        return draw(regions())
    if kind < 13:
        return draw(scrolls())
    if kind < 16:
        return Frame(text=draw(st.sampled_from(OTHERS)))
    if kind == 16:
        return Step(what="forgotten")
    return Step(what="sized", size=draw(st.sampled_from(SIZES))) if kind == 17 else Step(what="taken")


class Pair:
    """The same written twice: plainly, and by cells."""

    def __init__(self) -> None:
        self.plain, self.ours = CellScreen(*SIZES[0]), CellScreen(*SIZES[0])
        self.cells = Cells(*SIZES[0])
        self.sent = self.written = 0

    def write(self, text: str) -> None:
        self.plain.feed(text)
        self.cells.write(text)
        self.written += len(text)

    def take(self) -> None:
        text = self.cells.take()
        self.sent += len(text)
        self.ours.feed(text)
        assert [*self.plain.differences(self.ours)] == []
        assert self.ours.cursor == self.plain.cursor

    def do(self, step: Frame | Step) -> None:
        if isinstance(step, Frame):
            self.write(step.text)
            return
        self.take()
        if step.what == "forgotten":
            self.cells.forget()
        elif step.what == "sized":
            self.cells.resize(*step.size)
            self.plain.resize(*step.size)
            self.ours.resize(*step.size)


def _same(script: Sequence[Frame | Step]) -> Pair:
    pair = Pair()
    pair.write(START)
    for step in script:
        pair.do(step)
    pair.take()
    return pair


@given(st.lists(steps(), max_size=14))
@examples(300)
def test_any_sequence_of_frames_leaves_the_screen_of_the_plain_stream(script: list[Frame | Step]) -> None:
    _same(script)


def _taken(*texts: str) -> list[str]:
    """Return what was sent for each of these, on a screen where nothing but blanks stood before."""
    cells = Cells(40, 8)
    cells.write("\n".join(f"\x1b[{y};1H{' ' * 40}" for y in range(1, 9)) + "\x1b[1;1H")
    cells.take()
    sent = []
    for text in texts:
        cells.write(text)
        sent.append(cells.take())
    return sent


def test_what_stands_there_already_is_not_sent_again() -> None:
    again = "\x1b[2;3H\x1b[1;38;5;9mword\x1b[0m\x1b[1;1H"
    first, second, third = _taken(again, again, again.replace("word", "ward"))
    assert "word" in first
    assert second == ""
    assert third.count("a") == 1
    assert "w" not in third


def test_frames_between_two_takes_are_merged() -> None:
    (sent,) = _taken("".join(f"\x1b[1;1Hframe {number}\x1b[1;1H" for number in range(1000)))
    assert sent == "frame 999\r"


def test_a_scrolled_pane_is_scrolled_and_not_drawn() -> None:
    lines = [f"{number * number * 7919:030b}" for number in range(20)]
    frames = ["\n".join(f"\x1b[{y + 2};1H{lines[first + y]}" for y in range(6)) + "\x1b[1;1H" for first in (3, 4, 3)]
    whole, up, down = _taken(*frames)
    assert len(whole) > 120
    assert "\x1b[2;7r" in up
    assert "\x1bM" in down
    assert len(up) < len(whole) / 2 > len(down)


def test_half_of_a_wide_character_is_never_drawn() -> None:
    _, sent = _taken("\x1b[1;1H漢字\x1b[1;1H", "\x1b[1;1H漢学\x1b[1;1H")
    assert "学" in sent
    assert "漢" not in sent


def test_a_row_of_which_nobody_knows_the_columns_is_sent_as_it_is() -> None:
    line = "\x1b[1;1H\x1b[1m👩‍🔬 works\x1b[0m here\x1b[2;1H"
    first, again = _taken(line, line)
    assert "👩‍🔬 works" in first
    assert "👩‍🔬 works" in again


def test_what_touches_no_cell_is_passed_on_and_nothing_is_forgotten() -> None:
    word = "\x1b[1;1Hword\x1b[1;1H"
    _, bell, after = _taken(word, "\x07\x1b[?1000h\x1b]52;c;aGk=\x07", word)
    assert bell == "\x07\x1b[?1000h\x1b]52;c;aGk=\x07"
    assert after == ""


@pytest.mark.parametrize("text", ["short", "long" * 200])
def test_what_a_multiplexer_is_to_pass_on_leaves_in_one_piece_and_nothing_is_forgotten(text: str) -> None:
    word, passed_on = "\x1b[1;1H\x1b[1mword\x1b[0m\x1b[1;1H", clipboard.sequence(text, {"STY": "1.pts"})
    _, sent, after = _taken(word, passed_on, word)
    assert (sent, after) == (passed_on, "")
    cut = [passed_on[at : at + 7] for at in range(0, len(passed_on), 7)]
    assert "".join(_taken(*cut)) == passed_on


def test_a_link_is_ended_also_where_the_pens_were_begun_anew() -> None:
    cells = Cells(40, 8)
    cells.write("\x1b[1;1H\x1b]8;;http://a\x1b\\link\x1b]8;;\x1b\\\x1b[1;1H")
    assert "http://a" in cells.take()
    for number in range(4200):
        cells.write(f"\x1b[2;1H\x1b[38;2;{number % 256};{number // 256};0m{number}\x1b[0m\x1b[1;1H")
    cells.write("\x1b[3;1H\x1b]8;;http://b\x1b\\link\x1b]8;;\x1b\\\x1b[1;1H")
    cells.take()
    cells.write("\x1b[4;1Hno link\x1b[1;1H")
    assert "\x1b]8;;\x1b\\no link" in cells.take()


def test_a_terminal_of_few_attributes_is_only_ever_reset() -> None:
    text = "\x1b[1;1H\x1b[1;31mbold\x1b[0m\x1b[31mthin\x1b[0m\x1b[1;1H"
    plain, lean = Cells(40, 8, lean=False), Cells(40, 8)
    for cells in (plain, lean):
        cells.write(text)
    assert "\x1b[0;31mthin" in plain.take()
    assert "\x1b[22mthin" in lean.take()


def test_a_sequence_that_is_cut_waits_for_its_rest() -> None:
    first, second = _taken("\x1b[1;1Hone\x1b[3", "1mtwo\x1b[0m\x1b[1;1H")
    assert first == "one"
    assert "\x1b[31mtwo" in second


@pytest.mark.parametrize("frames", [("🎉 {}",), ("漢字{}", "x")], ids=["passed on", "half drawn over"])
def test_a_terminal_that_takes_nothing_for_hours_costs_no_memory_and_is_drawn_again(frames: Sequence[str]) -> None:
    cells = Cells(40, 8)
    cells.write("\x1b[?1000h")
    for number in range(12_000):
        for frame in frames:
            cells.write(f"\x1b[1;1H{frame.format(number)}\x1b[1;1H")
    sent = cells.take()
    assert "\x1b[?1000h" in sent
    assert len(sent) < 300_000
    assert cells.missed()
    assert not cells.missed()
