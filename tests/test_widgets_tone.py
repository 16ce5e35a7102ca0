import pytest

from workbench.widgets.tone import STYLES, cell, shares, tail_cell, ticked, words


def test_nothing_in_a_word_is_markup() -> None:
    assert words("[/bad] ", ("[b]x", "good")).plain == "[/bad] [b]x"


@pytest.mark.parametrize(
    ("text", "width", "shown"), [("ab", 4, "ab  "), ("abcdef", 4, "abc…"), ("日本語", 4, "日 …"), ("", 2, "  ")]
)
def test_a_cell_is_as_wide_as_it_is_asked_to_be(text: str, width: int, shown: str) -> None:
    assert cell(text, width).plain == shown
    assert cell(text, width).cell_length == width


@pytest.mark.parametrize(
    ("text", "width", "shown"), [("ab", 4, "ab  "), ("/a/b.pem", 6, "…b.pem"), ("日本語", 4, "…語 "), ("", 2, "  ")]
)
def test_a_path_is_cut_at_its_beginning(text: str, width: int, shown: str) -> None:
    assert tail_cell(text, width).plain == shown
    assert tail_cell(text, width).cell_length == width


@pytest.mark.parametrize(
    ("wanted", "room", "given"),
    [((4, 5, 6), 20, (4, 5, 6)), ((4, 20, 6), 20, (4, 10, 6)), ((30, 30, 2), 20, (9, 9, 2)), ((9, 9), 1, (1, 1))],
)
def test_the_widest_columns_give_first(wanted: tuple[int, ...], room: int, given: tuple[int, ...]) -> None:
    assert shares(wanted, room) == given


def test_what_is_quoted_in_backticks_stands_out_instead_of_them() -> None:
    content = ticked("exact port beats `*`: alice wins", "dim")
    assert content.plain == "exact port beats *: alice wins"
    assert [(span.start, span.end) for span in content.spans if "bold" in str(span.style)] == [(17, 18)]


def test_a_backtick_on_its_own_stays() -> None:
    assert ticked("odd ` one", "dim").plain == "odd ` one"


def test_every_tone_has_a_style() -> None:
    assert set(STYLES) == {"plain", "dim", "strong", "good", "warn", "bad", "accent"}
