"""The request copied for elsewhere: its URL, a curl command, `openssl s_client`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from workbench.models import Request
from workbench.screens.one_off import OneOff, completing
from workbench.widgets.jump_line import JumpLine
from workbench.widgets.tone import Tone
from workbench.widgets.url_field import completed

if TYPE_CHECKING:
    from workbench.interchange.carried import Copied
    from workbench.screens.composer import ComposerScreen
    from workbench.screens.desk import Desk

_WAYS: Final = {
    "u": "URL",
    "c": "curl",
    "C": "curl with secrets",
    "o": "openssl s_client",
}


class CopyLine(JumpLine):
    """The ways to copy by one letter each, on the last line."""

    PLACES = "Copy as"

    def __init__(self, composer: ComposerScreen, ways: Mapping[str, str]) -> None:
        super().__init__(ways)
        self._composer = composer

    def on_jump_line_chosen(self, event: JumpLine.Chosen) -> None:
        """Copy in the way that was chosen."""
        event.stop()
        copy(self._composer, event.letter)


def offer(composer: ComposerScreen) -> None:
    """Ask as what to copy what is composed."""
    if completed(composer.workpiece.request.url):
        composer.mount(CopyLine(composer, _WAYS))
    else:
        composer.tell("Type a URL first.", "warn")


def copy(composer: ComposerScreen, way: str) -> None:
    """Copy what is composed as a letter of the line says, and say what is to be known of it."""
    here = composer.workpiece.composition
    request = replace(here.request, url=completed(here.request.url))
    if way == "u":
        composer.desk.copy(request.url)
        return
    work = partial(_written, composer.desk, request, here.one_off, way)
    composer.desk.background(work, partial(_take, composer))


def _take(composer: ComposerScreen, written: Copied | str) -> None:
    if isinstance(written, str):
        composer.tell(f"Not copied. {written}", "warn")
        return
    composer.desk.copy(written.text)
    said = " ".join(sentences(written))
    composer.desk.tell(f"Copied. {said}" if said else "Copied.")
    tone: Tone = "warn" if written.held_back else "accent"
    composer.tell(f"Copied. {said}".rstrip(), tone)


def sentences(written: Copied) -> Iterator[str]:
    """Yield what a person should know before the command is pasted, what keeps it from running first."""
    if written.held_back:
        names = ", ".join(f"${name}" for name in written.held_back)
        yield f"Set {names} in the shell first: secrets and variables are not in it."
    yield from written.notes


def _written(desk: Desk, request: Request, lent: OneOff | None, way: str) -> Copied | str:
    """Write the command; looks into files and loads the engine, so away from the UI's thread."""
    from workbench.engine import Ticket, carrying
    from workbench.interchange import curl_command, s_client
    from workbench.interchange.carried import NotCopied

    ticket = Ticket(request=request, settings=desk.settings, passphrases=desk.passphrases, choice=desk.choice)
    try:
        carried = carrying.carried(completing(ticket, lent))
        return s_client.command(carried) if way == "o" else curl_command.command(carried, show_secrets=way == "C")
    except NotCopied as fault:
        return str(fault)
