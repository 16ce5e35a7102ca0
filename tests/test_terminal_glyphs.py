from __future__ import annotations

from collections.abc import Mapping

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color

from workbench.terminal.glyphs import PlainGlyphs, are_plain, plain


@pytest.mark.parametrize(
    ("wanted", "environ", "encoding", "expected"),
    [
        ("auto", {"LANG": "en_US.UTF-8"}, "utf-8", False),
        ("auto", {"LANG": "de_DE.utf8@euro"}, "utf-8", False),
        ("auto", {}, "utf-8", False),
        ("auto", {"LC_CTYPE": "C.UTF-8"}, "utf-8", False),
        ("auto", {"LC_CTYPE": "UTF-8", "LANG": "C"}, "utf-8", False),
        ("auto", {"LANG": "C", "LC_CTYPE": "C.UTF-8"}, "utf-8", True),
        ("auto", {"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "utf-8", True),
        ("auto", {"LANG": "de_DE@euro"}, "utf-8", True),
        ("auto", {"LANG": "en_US.UTF-8"}, "iso8859-1", True),
        ("ascii", {"LANG": "en_US.UTF-8"}, "utf-8", True),
        ("unicode", {"LC_ALL": "C"}, "ascii", False),
    ],
)
def test_the_locale_decides_where_settings_do_not(
    wanted: str, environ: Mapping[str, str], encoding: str, expected: bool
) -> None:
    assert are_plain(wanted, environ, encoding) is expected


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("╔═ Request ═╗", "+= Request =+"),
        ("│ x ┃", "| x |"),
        ("← → ↑ ↓ ▶", "< > ^ v >"),
        ("“one” … ‘two’", "\"one\" ~ 'two'"),
        ("Müller", "Muller"),
        ("日本", "????"),
        ("Ａ", "??"),
        ("a▃b█", "a b#"),
    ],
)
def test_a_sign_becomes_its_nearest_of_the_same_width(text: str, drawn: str) -> None:
    assert plain(text) == drawn
    assert cell_len(text) == cell_len(drawn)


def test_a_line_of_ascii_is_left_as_it_is() -> None:
    segments = [Segment("GET"), Segment(" /")]
    assert PlainGlyphs().apply(segments, Color(0, 0, 0)) is segments
