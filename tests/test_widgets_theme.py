import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.app import App
from textual.color import Color
from textual.theme import Theme

from workbench.widgets import theme


def test_every_theme_shows_its_blurred_borders() -> None:
    def border(one: Theme) -> str:
        return one.variables["border-blurred"]

    assert all(border(one) not in (one.background, one.surface, "ansi_black") for one in theme.THEMES)


def test_an_unknown_theme_is_refused_in_words_and_ours_is_used() -> None:
    app: App[None] = App()
    said = theme.install(app, "solarised")
    assert 'no theme "solarised"' in said and "workbench-contrast" in said
    assert app.theme == theme.DEFAULT
    assert theme.install(app, "ansi-light") == ""


TEXTS = ("foreground", "text-muted", "text-success", "text-warning", "text-error", "text-accent", "accent", "primary")
GROUNDS = ("background", "surface", "panel")
PAIRS = (
    *((text, ground) for text in TEXTS for ground in GROUNDS),
    ("block-cursor-foreground", "block-cursor-background"),
    ("foreground", "block-cursor-blurred-background"),
    ("foreground", "input-selection-background"),
)
OURS = [one for one in theme.THEMES if one.name.startswith("workbench-")]


def luminance(color: Color) -> float:
    """As WCAG 2 defines it."""

    def part(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.03928 else float(((share + 0.055) / 1.055) ** 2.4)

    return 0.2126 * part(color.r) + 0.7152 * part(color.g) + 0.0722 * part(color.b)


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))))
    return (light + 0.05) / (dark + 0.05)


def of_sixteen(color: str) -> int | None:
    return RichColor.parse(color.lower()).downgrade(ColorSystem.STANDARD).number


@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_text_stands_out_from_what_it_is_on(one: Theme) -> None:
    colors = one.to_color_system().generate()
    assert [pair for pair in PAIRS if contrast(colors[pair[0]], colors[pair[1]]) < 4.5] == []


@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_borders_and_the_selection_stand_out(one: Theme) -> None:
    colors = one.to_color_system().generate()
    borders = [(border, ground) for border in ("border", "border-blurred") for ground in ("background", "surface")]
    assert [pair for pair in borders if contrast(colors[pair[0]], colors[pair[1]]) < 3.0] == []
    assert of_sixteen(colors["input-selection-background"]) != of_sixteen(colors["background"])


@pytest.mark.parametrize("one", OURS, ids=lambda one: one.name)
def test_with_sixteen_colours_no_text_is_of_the_colour_it_is_on(one: Theme) -> None:
    colors = one.to_color_system().generate()
    assert [pair for pair in PAIRS if of_sixteen(colors[pair[0]]) == of_sixteen(colors[pair[1]])] == []
