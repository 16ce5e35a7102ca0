"""The request copied for elsewhere: its URL, a curl command, `openssl s_client`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from workbench import masking
from workbench.models import Exchange, Request
from workbench.screens.one_off import OneOff, completing
from workbench.settings.schema import COMMAND_ID
from workbench.widgets.jump_line import JumpLine
from workbench.widgets.tone import Tone
from workbench.widgets.url_field import completed

if TYPE_CHECKING:
    from textual.screen import Screen

    from workbench.interchange.carried import Copied
    from workbench.screens.composer import ComposerScreen
    from workbench.screens.console import SendAgain
    from workbench.screens.desk import Desk

_WAYS: Final = {
    "u": "URL",
    "U": "with secrets",
    "c": "curl",
    "C": "with secrets",
    "o": "openssl s_client",
}
_MASKED: Final = "Secrets are masked in it: U copies them too."
_BARE: Final = "Secrets are in it."


class CopyLine(JumpLine):
    """The ways to copy by one letter each, on the last line."""

    PLACES = "Copy as"

    def __init__(self, copy: Callable[[str], None]) -> None:
        super().__init__(_WAYS)
        self._copy = copy

    def on_jump_line_chosen(self, event: JumpLine.Chosen) -> None:
        """Copy in the way that was chosen."""
        event.stop()
        self._copy(event.letter)


def offer(composer: ComposerScreen) -> None:
    """Ask as what to copy what is composed."""
    here = composer.workpiece.composition
    if completed(here.request.url):
        composer.mount(CopyLine(partial(_copy, composer.desk, here.request, here.one_off, partial(_say, composer))))
    else:
        composer.tell("Type a URL first.", "warn")


def offer_sent(screen: Screen[SendAgain | None], desk: Desk, exchange: Exchange) -> None:
    """Ask as what to copy a request of the console, with the certificate that was chosen for it then."""
    hop = exchange.hops[0] if exchange.hops else None
    entry = hop.selection.entry if hop else None
    if entry is not None and entry.id == COMMAND_ID:
        desk.tell("Not copied: its certificate came with a curl command, which is the better copy.", "warning")
        return
    tls = exchange.request.tls
    pin = tls.certificate if hop is None else "none" if entry is None else f"id:{entry.id}"
    request = replace(exchange.request, tls=replace(tls, certificate=pin))
    screen.mount(CopyLine(partial(_copy, desk, request, None, lambda text, _: _log(desk, text))))


def _copy(desk: Desk, request: Request, lent: OneOff | None, say: Callable[[str, Tone], None], way: str) -> None:
    """Copy a request as a letter of the line says, and say what is to be known of it."""
    whole = replace(request, url=completed(request.url))
    if way.lower() == "u":
        _copy_url(desk, whole.url, say, bare=way == "U")
    else:
        desk.background(partial(_written, desk, whole, lent, way), partial(_take, desk, say))


def _copy_url(desk: Desk, url: str, say: Callable[[str, Tone], None], *, bare: bool) -> None:
    masked = masking.url(url)
    desk.copy(url if bare else masked)
    if masked != url:
        say(f"Copied. {_BARE if bare else _MASKED}", "warn" if bare else "accent")


def _take(desk: Desk, say: Callable[[str, Tone], None], written: Copied | str) -> None:
    if isinstance(written, str):
        say(f"Not copied. {written}", "warn")
        return
    desk.copy(written.text)
    if said := " ".join(sentences(written)):
        say(f"Copied. {said}", "warn" if written.held_back or _BARE in written.notes else "accent")


def _say(composer: ComposerScreen, text: str, tone: Tone) -> None:
    """Say it in the log too, and above the panes in the tone it has."""
    _log(composer.desk, text)
    composer.tell(text, tone)


def _log(desk: Desk, text: str) -> None:
    desk.tell(text.removeprefix("Copied. "))  # that much is told already


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
        if way == "o":
            return s_client.command(carried)
        masked = curl_command.command(carried)
        bare = curl_command.command(carried, show_secrets=True) if way == "C" else masked
        return bare if bare.text == masked.text else replace(bare, notes=(_BARE, *bare.notes))
    except NotCopied as fault:
        return str(fault)
