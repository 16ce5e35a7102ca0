"""What is looked for is found where it stands, whatever the charset and wherever the windows end."""

from __future__ import annotations

import pytest
from hypothesis import given
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


@given(st.lists(st.sampled_from([b"needle", b"\n", b"x" * 30, "ä".encode(), b"\xff"]), max_size=30))
def test_windows_make_no_difference(parts: list[bytes]) -> None:
    data = b"".join(parts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeking, "_WINDOW", 64)
        patch.setattr(seeking, "_OVERLAP", 16)
        assert len(found(data, "needle")) == data.count(b"needle")
