"""A curl command in the URL's field: made a request, with what of it could not be taken over said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.widgets import Input

from workbench import marks
from workbench.interchange import curl, posix_shell
from workbench.interchange.curl import Pasted
from workbench.interchange.pasted_words import PasteError
from workbench.models import CertificateEntry
from workbench.screens import host_words, path_completion
from workbench.screens.one_off import OneOff
from workbench.widgets.tone import Tone
from workbench.widgets.url_field import UrlField

if TYPE_CHECKING:
    from workbench.screens.add_certificate import CertificateSaved
    from workbench.screens.composer import ComposerScreen

_EDITABLE: Final = 8192
"""How many signs of a command that cannot be read are put into the field, to be corrected there."""


def take(composer: ComposerScreen, text: str) -> None:
    """Put the request of a command into the composer; what stood there is kept aside. Nothing is sent."""
    try:
        pasted = curl.parse(text)
    except PasteError as fault:
        _refuse(composer, text, fault)
        return
    composer.outbox.forget()
    composer.workpiece.take_command(pasted.request, lent(pasted))
    for sentence in sentences(pasted):
        composer.desk.tell(sentence)
    composer.tell(*_summary(pasted))


def lent(pasted: Pasted) -> OneOff | None:
    """Return what a command lends to its request, paths made to hold from anywhere."""
    if pasted.origin is None:
        return None
    return OneOff(
        origin=pasted.origin,
        entry=_with_lasting_paths(pasted.entry) if pasted.entry else None,
        passphrase=pasted.passphrase,
        ca_files=tuple(path_completion.absolute(file) for file in pasted.ca_files),
        resolve=pasted.resolve,
    )


def sentences(pasted: Pasted) -> Iterator[str]:
    """Yield all there is to say of a command, one sentence a line, for the console."""
    yield from pasted.warnings
    yield from (f"Not taken over from the command: {what}." for what in pasted.left_out)
    yield from pasted.notes


def adopt(composer: ComposerScreen) -> None:
    """Open the form for a new certificate, filled in with the one of the pasted command."""
    lending = composer.workpiece.composition.one_off
    if lending is None or lending.entry is None:
        composer.tell("There is no certificate of a pasted command here.", "warn")
        return
    from workbench.screens.add_certificate import AddCertificateScreen
    from workbench.screens.typed_certificate import TypedCertificate

    entry = lending.entry
    typed = TypedCertificate(
        host=entry.host,
        port=host_words.port_text(entry.port),
        files="pfx" if entry.pfx_file else "pair",
        cert=entry.cert_file or "",
        key=entry.key_file or "",
        pfx=entry.pfx_file or "",
        passphrase=lending.passphrase or "",
        ca=lending.ca_files[0] if lending.ca_files else "",
    )

    def saved(answer: CertificateSaved | None) -> None:
        if answer:
            composer.workpiece.return_identity()
            composer.tell(f"{marks.label(answer.entry)} is saved; from now on the rules choose it.", "good")

    composer.app.push_screen(AddCertificateScreen(composer.desk, typed), saved)


def _refuse(composer: ComposerScreen, text: str, fault: PasteError) -> None:
    field = composer.query_one(UrlField)
    if field.value != text and len(text) <= _EDITABLE:
        with composer.prevent(Input.Changed):
            field.value = posix_shell.one_line(text)
    composer.tell(f"Nothing was made of this command: {fault}", "bad")


def _summary(pasted: Pasted) -> tuple[str, Tone]:
    """Return the gravest of it in two lines at most; all of it is in the console."""
    parts = []
    if pasted.passphrase:
        parts.append("It held a passphrase in clear: it may stand in a shell's history too.")
    if pasted.left_out:
        more = len(pasted.left_out) - 1
        parts.append(f"Not taken over: {_short(pasted.left_out[0])}{f', {more} more' if more else ''} (F9: console).")
    if pasted.entry:
        parts.append(f"Esc, then A, adds {marks.file(pasted.entry)} to your certificates.")
    grave = bool(pasted.passphrase or pasted.left_out)
    return " ".join(parts) or "The command is a request now. ^J sends it.", "warn" if grave else "accent"


def _short(text: str) -> str:
    head = text.partition(":")[0]
    return head if len(head) <= 48 else head[:47] + "…"


def _with_lasting_paths(entry: CertificateEntry) -> CertificateEntry:
    return replace(
        entry,
        cert_file=_lasting(entry.cert_file),
        key_file=_lasting(entry.key_file),
        pfx_file=_lasting(entry.pfx_file),
    )


def _lasting(path: str | None) -> str | None:
    return path_completion.absolute(path) if path else None
