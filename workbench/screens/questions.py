"""What the composer asks in one line at its bottom: a method, a name to save under, where to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.screens import composer_keys
from workbench.widgets.method_field import MethodField

if TYPE_CHECKING:
    from workbench.screens.composer import ComposerScreen


def method(composer: ComposerScreen) -> None:
    """Ask for a method that is not among those offered, and take it in capitals."""

    def take(answer: str) -> None:
        composer.query_one(MethodField).method = answer.upper()
        composer.workpiece.edit(replace(composer.workpiece.request, method=answer.upper()))

    _ask(composer, "Method:", take, answer=composer.workpiece.request.method)


def name(composer: ComposerScreen) -> None:
    """Ask for a name, and save the request under it."""
    _ask(composer, "Save as:", composer.workpiece.save)


async def place(composer: ComposerScreen) -> None:
    """Show the places with their letters; the next key says which."""
    from workbench.widgets.jump_line import JumpLine

    places = dict(composer_keys.PLACES)
    if composer.response.trouble is None:
        places.pop("a")
    await composer.mount(JumpLine(places))


def _ask(composer: ComposerScreen, question: str, then: Callable[[str], None], *, answer: str = "") -> None:
    from workbench.widgets.prompt_line import PromptLine

    composer.mount(PromptLine(question, then, answer=answer))
