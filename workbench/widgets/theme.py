"""The themes: dark, light and high contrast, and the terminal's own colours; every border visible in each.

The colours are those of the 256-colour cube, so that a terminal without true colour, as ssh gives it, shows
the very same ones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from textual.app import App
from textual.theme import BUILTIN_THEMES, Theme

DEFAULT = "workbench-dark"
Returned = TypeVar("Returned")

_DARK = Theme(
    name="workbench-dark",
    primary="#5fafff",
    secondary="#87afd7",
    accent="#ffaf5f",
    success="#87d787",
    warning="#ffd75f",
    error="#ff8787",
    foreground="#dadada",
    background="#121212",
    surface="#1c1c1c",
    panel="#303030",
    variables={
        "border": "#5fafff",
        "border-blurred": "#767676",
        "text-muted": "#a8a8a8",
        "block-cursor-background": "#005f87",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#303030",
        "input-selection-background": "#005f87",
        "scrollbar": "#626262",
        "scrollbar-hover": "#5fafff",
        "scrollbar-active": "#5fafff",
        "scrollbar-background": "#262626",
        "scrollbar-background-hover": "#262626",
        "scrollbar-background-active": "#262626",
    },
)
_LIGHT = Theme(
    name="workbench-light",
    dark=False,
    primary="#005faf",
    secondary="#5f5f87",
    accent="#5f5f00",
    success="#005f00",
    warning="#875f00",
    error="#af0000",
    foreground="#1c1c1c",
    background="#eeeeee",
    surface="#ffffff",
    panel="#dadada",
    variables={
        "border": "#005faf",
        "border-blurred": "#808080",
        "text-muted": "#585858",
        "block-cursor-background": "#005faf",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-blurred-background": "#d0d0d0",
        "input-selection-background": "#87afff",
        "scrollbar": "#8a8a8a",
        "scrollbar-hover": "#005faf",
        "scrollbar-active": "#005faf",
        "scrollbar-background": "#dadada",
        "scrollbar-background-hover": "#dadada",
        "scrollbar-background-active": "#dadada",
    },
)
_CONTRAST = Theme(
    name="workbench-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    success="#00ff00",
    warning="#ffff00",
    error="#ff8787",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#303030",
    variables={
        "border": "#ffff00",
        "border-blurred": "#ffffff",
        "text-muted": "#ffffff",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-blurred-background": "#585858",
        "input-selection-background": "#0000ff",
        "scrollbar": "#ffffff",
        "scrollbar-hover": "#ffff00",
        "scrollbar-active": "#ffff00",
        "scrollbar-background": "#303030",
        "scrollbar-background-hover": "#303030",
        "scrollbar-background-active": "#303030",
    },
)


def _ansi(name: str) -> Theme:
    """Return one of Textual's ANSI themes with a blurred border that shows on any background."""
    theme = BUILTIN_THEMES[name]
    return replace(theme, variables={**theme.variables, "border-blurred": "ansi_bright_black"})


THEMES = (_DARK, _LIGHT, _CONTRAST, _ansi("ansi-dark"), _ansi("ansi-light"))
NAMES = tuple(theme.name for theme in THEMES)


def install(app: App[Returned], wanted: str) -> str:
    """Register the themes and switch to `wanted`; return "" or, for an unknown name, what to tell the person."""
    for theme in THEMES:
        app.register_theme(theme)
    name = wanted if wanted in NAMES else DEFAULT
    if app.is_running:
        app.theme = name
    else:
        # Before the first paint nothing has to be drawn again.
        app.set_reactive(App.theme, name)
        app.stylesheet.set_variables(app.get_css_variables())
    if name == wanted:
        return ""
    return f'There is no theme "{wanted}"; {DEFAULT} is used. The themes: {", ".join(NAMES)}.'
