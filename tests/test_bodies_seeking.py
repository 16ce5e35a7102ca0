"""What is looked for is found where it stands, whatever the charset and wherever the windows end."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.bodies import seeking
from workbench.bodies.encoding import Encoding
from workbench.bodies.source import Source


def found(data: bytes, needle: str, *, regex: bool = False, charset: str = "utf-8") -> list[bytes]:
    encoding = Encoding(name=charset, newline="\n".encode(charset))
    pattern = seeking.compiled(needle, regex=regex)
    return [data[start:end] for start, end in seeking.places(Source(data), encoding, pattern)]


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "utf-16-le", "utf-32-be"])
def test_a_text_is_found_in_any_case_and_charset(charset: str) -> None:
    data = "Äpfel\nbirnen und ÄPFEL\näpfel\n".encode(charset)
    assert [one.decode(charset) for one in found(data, "äpfel", charset=charset)] == ["Äpfel", "ÄPFEL", "äpfel"]


@pytest.mark.parametrize(
    ("needle", "expected"),
    [("^b", [b"b"]), (r"\d+$", [b"12", b"3"]), ("x*", []), ("a.c", [b"abc"]), ("(?-i:B)", [])],
)
def test_an_expression_sees_lines(needle: str, expected: list[bytes]) -> None:
    assert found(b"abc 12\nb 3", needle, regex=True) == expected


def test_signs_of_an_expression_are_themselves_in_a_text() -> None:
    assert found(b"a.c abc [x]", "a.c") == [b"a.c"]
    assert found(b"a.c abc [x]", "[x]") == [b"[x]"]


@given(
    st.lists(st.sampled_from(["needle", "\n", "x", "x" * 30, "y ", "ä", "日", "\U0001f512"]), max_size=40).map("".join),
    st.sampled_from(["needle", "xx", r"x\n+x", "^x+", "x$", r"\bx", r"\By", "(?<=ä)x", r"\Ax", r"x\Z", "[^\n]$"]),
    st.sampled_from(["utf-8", "utf-16-le", "shift_jis"]),
)
def test_windows_make_no_difference(text: str, needle: str, charset: str) -> None:
    text = text.encode(charset, "ignore").decode(charset)
    with pytest.MonkeyPatch.context() as patch:
        for name, size in (("_WINDOW", 64), ("_AHEAD", 64), ("_BEHIND", 16)):
            patch.setattr(seeking, name, size)
        in_small_ones = found(text.encode(charset), needle, regex=True, charset=charset)
    pattern = seeking.compiled(needle, regex=True)
    assume(all(len(one[0].encode(charset)) <= 64 for one in pattern.finditer(text)))  # longer ones are cut
    assert [one.decode(charset) for one in in_small_ones] == [one[0] for one in pattern.finditer(text)]


@pytest.mark.parametrize(("needle", "count"), [("^y", 1), ("y$", 1), (r"\by", 1), ("y\ny", 0), (".y", 1_500_000)])
def test_a_line_of_megabytes_begins_and_ends_once(needle: str, count: int) -> None:
    assert len(found(b"y" * 3_000_000, needle, regex=True)) == count


def test_an_expression_finds_what_stands_on_two_lines_everywhere() -> None:
    assert len(found((b"x" * 99 + b"\n") * 20_000, r"x\nx", regex=True)) == 19_999
