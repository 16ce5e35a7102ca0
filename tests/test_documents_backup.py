from __future__ import annotations

from pathlib import Path

import pytest

from workbench.documents import keep_comments


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("# a comment\n", True),
        ("a = 1 # a comment\n", True),
        ('a = "# none"\n', False),
        ("a = '# none'\n", False),
        ('a = """\n# none "" # none\n"""\n', False),
        ('a = """x""""\n# a comment\n', True),
        ("a = '''x'''''\n# a comment\n", True),
        ('a = "\\"# none"\n', False),
        ('a = "it\'s" # a comment\n', True),
        ("a = 'it\"s'\n", False),
        ('"# none" = 1\n', False),
        ("", False),
    ],
)
def test_only_a_file_with_comments_is_kept(tmp_path: Path, text: str, kept: bool) -> None:
    copy = keep_comments(tmp_path / "s.toml", text.encode())
    assert copy == (tmp_path / "s.toml.bak" if kept else None)
    assert copy is None or copy.read_text() == text


def test_an_older_copy_is_never_written_over(tmp_path: Path) -> None:
    first, again, second = (keep_comments(tmp_path / "s", text) for text in (b"# 1", b"# 1", b"# 2"))
    assert (first, again, second) == (tmp_path / "s.bak", None, tmp_path / "s.bak.2")
    assert (tmp_path / "s.bak").read_bytes() == b"# 1"
    assert (tmp_path / "s.bak.2").read_bytes() == b"# 2"
