"""Rows of wrapped lines, at any width and wherever the blocks end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from workbench.bodies.document import Document
from workbench.bodies.folds import Folds
from workbench.bodies.lines import Lines
from workbench.bodies.source import Source
from workbench.widgets import body_wrapping
from workbench.widgets.body_rows import Rows

PIECES = ("a", "\n", "\r\n", "\t", "日", "word " * 9, "\x1b", "é", "\n\n")
texts = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def rows_of(data: bytes, width: int, *, wrap: bool = True, notes: tuple[str, ...] = ()) -> Rows:
    lines = Lines(Source(data))
    lines.index()
    rows = Rows(Document(lines=lines, notes=notes), width, wrap=wrap)
    if rows.wrapped is not None:
        rows.wrapped.measure(len(data))
    return rows


@settings(max_examples=60)
@given(texts, st.integers(4, 30), st.sampled_from([40, 64, 16_384]))
def test_rows_hold_all_of_their_lines_and_fit(text: str, width: int, segment: int) -> None:
    data = text.encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body_wrapping, "SEGMENT", segment)
        rows = rows_of(data, width)
        made: dict[int, str] = {}
        for number in range(len(rows)):
            row = rows.row(number, 0)
            piece = row.text[row.first : row.last]
            assert cell_len(piece) <= width
            assert rows.line(number) == row.line
            if row.line not in made:
                assert rows.row_of(row.line) == number
            made[row.line] = made.get(row.line, "") + piece
    lines = rows.document.lines
    tabs_differ = segment < len(data) and "\t" in text  # a tab begins anew where a long line is cut
    assert list(made) == list(range(len(lines)))
    assert tabs_differ or [*made.values()] == [lines[number] for number in range(len(lines))]


@pytest.mark.parametrize("wrap", [True, False])
def test_what_is_folded_is_said_at_the_end_of_its_opener(wrap: bool) -> None:
    rows = rows_of(b"[\n  {\n    1\n  },\n  2\n]", 30, wrap=wrap, notes=("a note",))
    rows.fold(Folds([1], [3]))
    shown = [rows.row(number, 0) for number in range(len(rows))]
    assert [row.text for row in shown] == ["a note", "[", "  { … 2 lines },", "  2", "]"]
    assert [rows.line(number) for number in range(len(rows))] == [-1, 0, 1, 4, 5]
    assert [rows.row_of(line) for line in range(6)] == [1, 2, 2, 2, 3, 4]


def test_a_line_of_megabytes_is_shown_from_any_column() -> None:
    data = b"0123456789" * 500_000
    rows = rows_of(data, 30, wrap=False)
    row = rows.row(0, 4_999_990)
    assert (row.text, rows.cells(row)) == ("0123456789", 5_000_000)
    assert rows.row(0, 1_234_567).text.startswith("7890123")
    assert rows.column(0, 4_000_000) == 4_000_000


def test_a_long_note_is_wrapped_between_its_words() -> None:
    rows = rows_of(b"x", 20, notes=("! the connection ended before",))
    assert [rows.row(number, 0).text for number in range(2)] == ["! the connection", "ended before"]


def test_a_line_that_arrives_in_pieces_is_wrapped_as_one() -> None:
    class Growing:
        data = b""

        def __len__(self) -> int:
            return len(self.data)

        def read(self, start: int, end: int) -> bytes:
            return self.data[start:end]

    body = Growing()
    rows = Rows(Document(lines=Lines(body)), 20, wrap=True)
    assert rows.wrapped is not None
    for part in (b"one\nda", b"ta: ", b"2\n", b"x" * 30, b"y" * 20, b"\nlast"):
        body.data += part
        rows.document.lines.index()  # type: ignore[attr-defined]
        rows.wrapped.measure(len(body))
        rows.row(len(rows) - 1, 0)
    shown = [rows.row(number, 0) for number in range(len(rows))]
    texts = [row.text[row.first : row.last] for row in shown]
    assert texts == ["one", "data: 2", "x" * 20, "x" * 10 + "y" * 10, "y" * 10, "last"]
