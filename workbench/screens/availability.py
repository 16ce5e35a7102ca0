"""Which of the composer's actions make sense now: the others are in no footer and no palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.screens.composer import ComposerScreen


def is_there(composer: ComposerScreen, action: str, parameters: tuple[object, ...]) -> bool:
    """Tell whether an action can be done."""
    match action, parameters:
        case "stop", _:
            return composer.outbox.running
        case "answer", _:
            return composer.is_mounted and composer.response.exchange is not None
        case "command", ("adopt",):
            lent = composer.workpiece.composition.one_off if composer.is_mounted else None
            return lent is not None and lent.entry is not None
        case "remedy", (str() as key,):
            return composer.is_mounted and composer.response.trouble is not None and composer.remedies.offers(key)
        case _:
            return True
