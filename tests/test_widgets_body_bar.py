from dataclasses import replace

import pytest

from workbench.widgets.body_bar import Told, line
from workbench.widgets.find_line import Wanted, wanted

FULL = Told(
    status="Pretty JSON",
    found="user: 3 of 17",
    line=12,
    lines=1_000_000,
    charset="utf-8",
    wire_bytes=709,
    body_bytes=5687,
    wraps=True,
)


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (120, "Pretty JSON  user: 3 of 17  line 12 of 1,000,000  wire 709 B, decoded 5.7 kB  utf-8  wrap on"),
        (76, "Pretty JSON  user: 3 of 17  line 12 of 1,000,000  utf-8  wrap on"),
        (56, "Pretty JSON  user: 3 of 17  line 12 of 1,000,000"),
        (30, "Pretty JSON  user: 3 of 17"),
        (8, "Pretty JSON"),
    ],
)
def test_as_many_words_as_there_is_room_for_the_weightiest_first(width: int, words: str) -> None:
    assert line(FULL, width).plain == words


def test_what_stands_for_other_letters_where_all_is_ascii_is_said_but_not_of_bytes() -> None:
    assert line(FULL, 60, is_plain=True).plain == "Pretty JSON  reversed ?: not ASCII  user: 3 of 17  line 12"
    assert line(FULL, 30, is_plain=True).plain == "Pretty JSON  user: 3 of 17"
    assert line(Told(status="Hex", line=1, lines=2), 60, is_plain=True).plain == "Hex  line 1 of 2"


def test_what_runs_is_said_to_be_stoppable() -> None:
    told = Told(status="Raw; laying out JSON 40 %", stoppable=True, wire_bytes=5, body_bytes=5)
    assert line(told, 80).plain == "Raw; laying out JSON 40 %, Esc stops  5 B"


def test_words_of_others_are_made_visible() -> None:
    assert line(Told(status="x", made="of | cat \x1b[31m"), 80).plain == "x  of | cat ^[[31m"


@pytest.mark.parametrize(
    ("typed", "switched", "asked"),
    [
        ("a.b", False, Wanted(text="a.b")),
        ("a.b", True, Wanted(text="a.b", is_expression=True)),
        ("/a.b/", False, Wanted(text="a.b", is_expression=True)),
        ("//", False, Wanted(text="//")),
        ("/users", False, Wanted(text="/users")),
        ("/", False, Wanted(text="/")),
    ],
)
def test_between_slashes_is_an_expression(typed: str, switched: bool, asked: Wanted) -> None:
    assert wanted(typed, is_expression=switched) == asked


@pytest.mark.parametrize(
    ("width", "words"),
    [
        (80, "Pretty JSON  user: 1 of 1, from the end again  line 180,003 of 900,003  utf-8"),
        (72, "Pretty JSON  user: 1 of 1, from the end again  line 180,003 of 900,003"),
        (71, "Pretty JSON  user: 1 of 1, from the end again  line 180,003  52.7 MB"),
        (61, "Pretty JSON  user: 1 of 1, from the end again  line 180,003"),
        (56, "Pretty JSON  user: 1 of 1, from the end again"),
    ],
)
def test_neither_size_nor_charset_stands_where_there_is_no_room_for_the_line(width: int, words: str) -> None:
    told = replace(FULL, found="user: 1 of 1, from the end again", line=180_003, lines=900_003, wraps=None)
    assert line(replace(told, wire_bytes=52_700_000, body_bytes=52_700_000), width).plain == words
