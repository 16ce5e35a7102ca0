from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.apps import go_to, sent, started
from tests.desks import shown
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
        ("“one” …", '"one" ~'),
        ("a▃b█", "a b#"),
    ],
)
def test_a_sign_becomes_its_nearest_of_the_same_width(text: str, drawn: str) -> None:
    assert list(plain(text)) == [(drawn, False)]
    assert cell_len(text) == cell_len(drawn)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Käse für 5 £ / façade?", "K[?]se f[?]r 5 [?] / fa[?]ade?"),
        ("Ka\u0308se", "K[?]se"),
        ("日本", "[????]"),
        ("Ａ", "[??]"),
        ("‘a’–b ✓", "[?]a[??]b [?]"),
    ],
)
def test_a_letter_that_ascii_has_not_is_no_other_letter_and_no_question_mark_of_its_own(text: str, drawn: str) -> None:
    signs = "".join(f"[{stretch}]" if is_unknown else stretch for stretch, is_unknown in plain(text))
    assert signs == drawn
    assert cell_len(text) == sum(len(stretch) for stretch, _ in plain(text))


@pytest.mark.parametrize("style", [None, Style(bold=True), Style(bold=True, reverse=True)])
def test_what_stands_for_a_letter_is_told_from_a_question_mark_by_its_reverse(style: Style | None) -> None:
    drawn = PlainGlyphs().apply([Segment("ä?", style)], Color(0, 0, 0))
    assert [segment.text for segment in drawn] == ["?", "?"]
    reversed_here = [bool(segment.style and segment.style.reverse) for segment in drawn]
    assert reversed_here[0] is not reversed_here[1] and drawn[1].style == style


def test_a_line_of_ascii_is_left_as_it_is() -> None:
    segments = [Segment("GET"), Segment(" /")]
    assert PlainGlyphs().apply(segments, Color(0, 0, 0)) is segments


@pytest.mark.slow
@pytest.mark.parametrize(("glyphs", "is_told"), [("ascii", True), ("unicode", False)])
async def test_the_line_under_a_body_tells_what_stands_for_letters(lab_home: Path, glyphs: str, is_told: bool) -> None:
    with (lab_home / "settings.toml").open("a") as settings:
        settings.write(f'\n[terminal]\nglyphs = "{glyphs}"\n')
    async with started(lab_home) as (app, pilot):
        await go_to(app, pilot, "Echo a JSON body")
        await sent(app, pilot, "s")
        assert ("reversed ?: not ASCII" in shown(app)) is is_told
