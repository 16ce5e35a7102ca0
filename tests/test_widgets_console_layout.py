import pytest
from textual.content import Content

from workbench.widgets.console_layout import Layout
from workbench.widgets.console_node import FlatLine, Path


def below(*paths: Path) -> list[FlatLine]:
    return [FlatLine(content=Content(str(path)), path=path) for path in paths]


# Entries 0 to 4; 1 holds two nodes, the second opened, 3 holds one of two wrapped lines.
OPENED = Layout({3: below((0,), (0,)), 1: below((0,), (1,), (1, 0))})
ROWS = [(0, 0), (1, 0), (1, 1), (1, 2), (1, 3), (2, 0), (3, 0), (3, 1), (3, 2), (4, 0)]


@pytest.mark.parametrize(("row", "place"), list(enumerate(ROWS)))
def test_a_line_belongs_to_the_entry_above_it(row: int, place: tuple[int, int]) -> None:
    assert OPENED.locate(row) == place


def test_there_are_as_many_lines_more_as_hang_below_entries() -> None:
    assert OPENED.extra == len(ROWS) - 5
    assert Layout({}).extra == 0


@pytest.mark.parametrize(
    ("place", "path", "row", "end"),
    [
        (0, (), 0, 0),
        (1, (), 1, 4),
        (1, (1,), 3, 4),
        (1, (1, 0), 4, 4),
        (2, (), 5, 5),
        (3, (0,), 7, 8),
        (4, (), 9, 9),
    ],
)
def test_a_node_is_found_with_what_hangs_below_it(place: int, path: Path, row: int, end: int) -> None:
    assert (OPENED.row_of(place, path), OPENED.end_of(place, path)) == (row, end)


def test_an_entrys_own_line_is_none_of_those_below_it() -> None:
    assert OPENED.line(1, 0) is None
    line = OPENED.line(1, 3)
    assert line is not None and line.path == (1, 0)
