"""Foreign text in visible form: what has no sign of its own is shown by its number."""

import unicodedata

import pytest

from workbench.visible import visible, visible_lines

IGNORABLE = "\xad\u034f\u061c\u115f\u17b4\u180e\u200b\u202e\u2065\u3164\ufe0f\ufeff\uffa0\ufff5\U0001bca0\U0001d173"


@pytest.mark.parametrize("sign", [*IGNORABLE, "\U000e0041", "\U000e0100", "\U000e0fff"])
def test_what_unicode_lets_nobody_see_is_named(sign: str) -> None:
    assert visible(f"a{sign}b") == visible_lines(f"a{sign}b") == f"a<U+{ord(sign):04X}>b"


def test_no_control_and_no_format_character_comes_out() -> None:
    every = "".join(
        map(chr, (*range(0x3000), *range(0xD800, 0x14000), *range(0x1B000, 0x1E000), *range(0xE0000, 0xE1000)))
    )
    left = [sign for sign in set(visible(every)) if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")]
    # What is left of format characters is drawn: signs around the digits of other scripts, and how hieroglyphs stand.
    assert all(0x600 <= ord(sign) <= 0x8E2 or 0x110BD <= ord(sign) <= 0x1343F for sign in left)


def test_of_text_in_lines_the_line_ends_and_tabs_stay() -> None:
    assert visible_lines("a\tb\r\nc\rd\n\x1b[m") == "a\tb\nc^Md\n^[[m"
    assert visible_lines("\u00e9\r\n") == "\u00e9\n"
