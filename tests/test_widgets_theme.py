from textual.app import App
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
