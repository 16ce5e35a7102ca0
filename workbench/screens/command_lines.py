"""What can be done with command lines by a key: adopt what one brought, copy the request as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.screens import copies, pasted_command

if TYPE_CHECKING:
    from workbench.screens.composer import ComposerScreen


def do(composer: ComposerScreen, deed: str) -> None:
    """Do it."""
    match deed:
        case "adopt":
            pasted_command.adopt(composer)
        case "copy":
            copies.offer(composer)
