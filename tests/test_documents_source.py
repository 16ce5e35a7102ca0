from __future__ import annotations

from pathlib import Path

import pytest

from workbench.documents import DocumentError, parse, read


def test_a_document_is_its_bytes_and_what_they_mean(tmp_path: Path) -> None:
    (tmp_path / "d").write_bytes(b"\xef\xbb\xbfa = 1\r\n# c\r\n")
    found = read(tmp_path / "d")
    assert found.values == {"a": 1}
    assert found.data.startswith(b"\xef\xbb\xbf")


def test_a_document_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none")


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ("a = b", "line 1, column 5", "a text in quotes"),
        ("\n\na = 1 b", "line 3, column 7", "is a quote missing"),
        ("a = 1\na = 2\n", "line 2", "said twice"),
        ("[a]\n[a]", "line 2, column 3", "put both together"),
        ('a = "C:\\dir"', "line 1", "single quotes"),
        ("a = {", "line 1", "not TOML"),
        ("a = 2026-13-01", "line 1", "not TOML"),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(text: str, where: str, hint: str) -> None:
    with pytest.raises(DocumentError) as raised:
        parse(text)
    assert raised.value.where.startswith(where)
    assert hint in raised.value.message
